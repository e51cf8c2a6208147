import postgres from "postgres";

export type Rings = AsyncDisposable & {
  /** How often the worker was rung since the last call. */
  take(): Promise<number>;
};

/** Listens for the worker's bell in a database. */
export async function listenForRings(url: string): Promise<Rings> {
  const sql = postgres(url, { max: 2, onnotice: () => {} });
  let rings = 0;
  let onMark = () => {};
  await sql.listen("stenobase_worker", () => void rings++);
  await sql.listen("test_mark", () => onMark());
  return {
    async take() {
      // Notifications keep their order: when the mark is here, every ring before it is here too.
      const marked = new Promise<void>((resolve) => onMark = resolve);
      await sql.notify("test_mark", "");
      await marked;
      return rings - (rings = 0);
    },
    [Symbol.asyncDispose]: () => sql.end({ timeout: 2 }),
  };
}
