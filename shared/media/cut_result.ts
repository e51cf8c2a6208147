/** Which sound is wanted: milliseconds from the first sound, and how many bytes a piece may have at most. */
export type CutRange = { startMs: number; endMs: number; maxBytes: number };

/**
 * What a cutter gives back: a whole file, and where its sound begins and ends in seconds from the first sound.
 * `isComplete` is false where `maxBytes` ended it early. A packet belongs to the piece that its middle falls into, so
 * pieces that meet lose nothing and double nothing.
 */
export type CutResult = {
  bytes: Uint8Array<ArrayBuffer>;
  startSeconds: number;
  endSeconds: number;
  isComplete: boolean;
};
