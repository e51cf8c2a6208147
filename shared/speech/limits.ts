/** What is sent along is held in memory, of which a function has 256 MB for all that it does at once. */
export const maxBytesInMemory = 24 * 1024 * 1024;
