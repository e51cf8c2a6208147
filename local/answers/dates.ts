/** Parts of patterns for English dates. */
export const weekday = "((mon|tues|wednes|thurs|fri|satur|sun)day)";
export const month = "(january|february|march|april|may|june|july|august|september|october|november|december)";
export const season = "(spring|summer|autumn|fall|winter)";
