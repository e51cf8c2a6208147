/** Makes what says whether there is room for one more within this minute. */
export function createBudget(perMinute: number): () => boolean {
  let [minute, spent] = [0, 0];
  return () => {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) [minute, spent] = [now, 0];
    return spent++ < perMinute;
  };
}
