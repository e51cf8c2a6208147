/** The newer keys are no tokens and may only stand in `apikey`; the older ones are tokens and stand in both. */
export function keyHeaders(key: string): Record<string, string> {
  return key.startsWith("sb_") ? { apikey: key } : { apikey: key, authorization: `Bearer ${key}` };
}
