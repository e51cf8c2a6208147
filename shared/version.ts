/** Of the API, as its document and its tools say. */
export const version = "0.1.0";
