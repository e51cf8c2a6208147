/** Asks again and again until there is an answer. Throws where there is none within `milliseconds`. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined, milliseconds = 10_000): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Nothing came within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
