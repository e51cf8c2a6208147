import { z } from "zod";
import { sampleRate } from "../../local/speech/types.ts";
import { encodeWav } from "../../local/speech/wav.ts";
import { DeployFailure } from "../failure.ts";
import type { ThrowawayUser } from "./throwaway_user.ts";
import type { Deployment } from "./types.ts";
import { waitFor } from "./wait_for.ts";

const Created = z.object({ id: z.uuid(), transcription_id: z.uuid() });
const Announced = z.object({ id: z.uuid(), upload: z.object({ path: z.string(), token: z.string() }) });
const Completed = z.object({ status: z.literal("ready") });

/** A text goes in and comes out again: tokens, the API, the database. Throws `DeployFailure`. */
export async function bringText({ call }: ThrowawayUser): Promise<void> {
  const text = "Hello from the deployment.";
  const { transcription_id } = await call("POST", "/entries", Created, { kind: "text", text });
  const transcription = await call("GET", `/transcriptions/${transcription_id}`, z.object({ text: z.string() }));
  if (transcription.text !== text) throw new DeployFailure("The API gave back another text than it was brought");
}

/** Audio is announced, uploaded and looked at: Storage, its bucket and its policies. Gives the entry's id. Throws `DeployFailure`. */
export async function bringAudio({ call, supabase }: ThrowawayUser): Promise<string> {
  const audio = new Blob([encodeWav(new Int16Array(sampleRate))], { type: "audio/wav" });
  const announced = { kind: "audio", filename: "silence.wav", byte_size: audio.size };
  const { id, upload } = await call("POST", "/entries", Announced, announced);
  const { error } = await supabase.storage.from("audio").uploadToSignedUrl(upload.path, upload.token, audio);
  if (error) throw new DeployFailure(`Storage did not take an upload: ${error.message}`);
  await call("POST", `/entries/${id}/complete`, Completed);
  return id;
}

/**
 * Waits until the object of a deleted entry is gone, which the worker does for the clock: pg_cron, pg_net, Vault, the worker.
 * Throws `DeployFailure` with how the last ring was answered.
 */
export async function awaitRemoval({ management, patience }: Deployment, entryId: string): Promise<void> {
  const sql = "select count(*)::int as waiting from private.objects_to_remove where entry_id = $1::uuid";
  const Row = z.object({ waiting: z.int() });
  const ask = async () => (await management.query(sql, Row, [entryId]))[0]?.waiting === 0;
  await waitFor(patience, ask, async () => {
    const Answer = z.object({ status_code: z.int().nullable(), error_msg: z.string().nullable() });
    const [last] = await management.query(
      "select status_code, error_msg from net._http_response order by created desc limit 1",
      Answer,
    );
    const answer = last
      ? `the last call by pg_net came to ${last.status_code ?? last.error_msg}`
      : "pg_net made no call";
    return `The worker did not do its work (${answer}): look at the logs of the function 'worker' and at cron.job_run_details`;
  });
}
