import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { readChosenVariables } from "./environment.ts";
import { startStack } from "./stack.ts";
import { untilSignal } from "./until_signal.ts";

const sample = new URL("../tests/fixtures/two_voices.wav", import.meta.url);
const question = "Who pays for the building?";

type Entry = { id: string; upload: { path: string; token: string } };
type Transcription = { id: string; status: string; provider: string; model: string; error_message: string | null };
type Segments = { data: { start_ms: number; end_ms: number; text: string }[] };
type Completion = {
  message: string;
  provider: string;
  model: string;
  citations: { start_ms: number; end_ms: number; quote: string }[];
};
type Call = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

const dataDir = await Deno.makeTempDir({ prefix: "stenobase-demo-" });
const interrupted = untilSignal().then((signal) => {
  throw new Error(`Stopped by ${signal}`);
});
try {
  console.log("Starting the whole backend: Postgres, Auth, Storage, the functions, a speech server, an answerer");
  const chosen = await readChosenVariables();
  const stack = await startStack({ port: 0, dataDir, chosen, say: console.log, durable: false });
  try {
    await Promise.race([showMainJob(stack.url, stack.keys.publishableKey), interrupted]);
  } finally {
    await stack.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
} finally {
  await Deno.remove(dataDir, { recursive: true });
}
Deno.exit();

/** The main job, as an app does it: sign up, upload past the functions, transcribe, read the transcript, ask about it. */
async function showMainJob(url: string, publishableKey: string) {
  const supabase = createClient(url, publishableKey, { auth: { persistSession: false } });
  const { data, error } = await supabase.auth.signUp({ email: "ann@example.com", password: crypto.randomUUID() });
  if (error) throw error;
  console.log(`Signed up ${data.user?.email}`);
  const call = apiClient(url, data.session!.access_token);
  const transcriptionId = await transcribeSample(supabase, call);
  await askAbout(call, transcriptionId);
  console.log("\nTo keep a backend running: deno task start");
}

/** Prints the transcript with its times and returns the transcription's id. */
async function transcribeSample(supabase: SupabaseClient, call: Call): Promise<string> {
  const audio = await Deno.readFile(sample);
  const entry = await call<Entry>("POST", "/entries", {
    kind: "audio",
    filename: "two_voices.wav",
    mime_type: "audio/wav",
    byte_size: audio.length,
  });
  const uploaded = await supabase.storage.from("audio").uploadToSignedUrl(
    entry.upload.path,
    entry.upload.token,
    audio,
    {
      contentType: "audio/wav",
    },
  );
  if (uploaded.error) throw uploaded.error;
  await call("POST", `/entries/${entry.id}/complete`);
  console.log(`Uploaded two_voices.wav (${audio.length} bytes) straight to Storage`);

  let transcription = await call<Transcription>("POST", `/entries/${entry.id}/transcriptions`, {});
  const started = performance.now();
  while (transcription.status === "queued" || transcription.status === "processing") {
    await new Promise((resolve) => setTimeout(resolve, 200));
    transcription = await call<Transcription>("GET", `/transcriptions/${transcription.id}`);
  }
  if (transcription.status !== "completed") throw new Error(`Not transcribed: ${transcription.error_message}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`Transcribed by ${transcription.provider}, model ${transcription.model}, in ${seconds} s:\n`);

  const { data: segments } = await call<Segments>("GET", `/transcriptions/${transcription.id}/segments`);
  for (const { start_ms, end_ms, text } of segments) console.log(`  ${clock(start_ms)} - ${clock(end_ms)}  ${text}`);
  return transcription.id;
}

/** Prints the answer, and when the words are said that it rests on. */
async function askAbout(call: Call, transcriptionId: string) {
  console.log(`\nAsked: ${question}`);
  const asked = { transcription_id: transcriptionId, message: question };
  const { message, provider, model, citations } = await call<Completion>("POST", "/chat/completions", asked);
  console.log(`Answered by ${provider}, model ${model}: ${message}\n`);
  for (const { start_ms, end_ms, quote } of citations) console.log(`  ${clock(start_ms)} - ${clock(end_ms)}  ${quote}`);
}

function apiClient(url: string, accessToken: string): Call {
  return async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}/functions/v1/api${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.detail}`);
    return answer;
  };
}

function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(14, 21);
}
