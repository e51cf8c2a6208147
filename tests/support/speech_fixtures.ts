/** An answer of a provider that is kept beside the tests, such as `deepgram/speakers`. */
export async function readAnswerFixture(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(new URL(`../speech/fixtures/${name}.json`, import.meta.url)));
}
