import OpenAI from "openai";
import { createPocketSphinxEngine } from "../../local/speech/pocketsphinx.ts";
import { createSpeechServer } from "../../local/speech/server.ts";
import { readFixture } from "./speech.ts";

/** The key that `withServer` takes. */
export const apiKey = "local-speech-key";

/** Serves an engine, the real one if none is given, on a free port for as long as `use` runs. */
export async function withSpeechServer(
  use: (parts: { client: OpenAI; address: string }) => Promise<void>,
  engine = createPocketSphinxEngine(),
) {
  const { fetch } = createSpeechServer({ apiKey, engine });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, fetch);
  const address = `http://127.0.0.1:${server.addr.port}/v1`;
  try {
    await use({ client: new OpenAI({ apiKey, baseURL: address, maxRetries: 0 }), address });
  } finally {
    await server.shutdown();
    await engine.close();
  }
}

/** Opens a file in `tests/fixtures` for sending. */
export async function openFixture(name: string): Promise<File> {
  return new File([await readFixture(name)], name);
}
