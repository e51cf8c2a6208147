import type { Chaos, ProviderName } from "./chaos.ts";
import { type Client, signUp, uploadAudio } from "./client.ts";
import { makeSilence } from "./links.ts";
import { until } from "./until.ts";

/** A transcription on its way, of a user who has nothing else. */
export type Work = {
  who: Client;
  /** The transcription's. */
  id: string;
  entry: { id: string; object_path: string };
  provider: ProviderName;
  /** Is in every dispatch of this work, and in no other's. */
  mark: string;
  /** Works of one shape end with the same transcript. */
  shape: string;
};

/** Of how much audio the transcription is asked for, two seconds as a rule, of whom and how. */
export type Asked = { provider: ProviderName; seconds?: number; mark?: string; options?: Record<string, unknown> };

/** So much audio is three pieces for openai. */
export const manySeconds = 1300;
/** A part of two seconds of audio. */
export const clip = { start: 0.5, end: 1.5 };

/** Asks for the transcription of audio that was uploaded. */
export async function askForUpload(chaos: Chaos, asked: Asked): Promise<Work> {
  const { who, entry } = await upload(chaos, asked.seconds);
  return await ask(who, entry, asked);
}

/** Signs somebody up who uploads so much audio. */
export async function upload(chaos: Chaos, seconds = 2): Promise<Pick<Work, "who" | "entry">> {
  const who = await signUp(chaos.address);
  return { who, entry: await uploadAudio(who, "talk.wav", makeSilence(seconds)) };
}

/** Asks for the transcription of the audio behind a path of the server of links. */
export async function askForLink(chaos: Chaos, path: string, asked: Asked): Promise<Work> {
  const who = await signUp(chaos.address);
  return await ask(who, await who.call("POST", "/entries", { kind: "link", url: chaos.links.url + path }), asked);
}

/** Asks for the transcription of an entry. */
export async function ask(who: Client, entry: Work["entry"], asked: Asked): Promise<Work> {
  const { provider, mark = crypto.randomUUID(), options, seconds } = asked;
  const marked = provider === "openai" ? { prompt: mark } : { keyterms: [mark] };
  const { id } = await who.call("POST", `/entries/${entry.id}/transcriptions`, { provider, ...marked, ...options });
  return { who, id, entry, provider, mark, shape: JSON.stringify({ provider, options, seconds }) };
}

/** Work that its provider has taken and told so: `id` is the provider's, `dispatch` ours. */
export async function askAndAwaitAccepted(chaos: Chaos, provider: ProviderName) {
  const work = await askForUpload(chaos, { provider });
  const dispatch = await until(async () => {
    const [row] = await chaos.db.asService((tx) =>
      tx<{ id: string }[]>`
        select id from private.dispatches where transcription_id = ${work.id} and state = 'accepted'`
    );
    return row?.id;
  });
  const { id } = chargedFor(chaos, work)[0]!;
  return { work, dispatch, id, finish: () => chaos.providers[provider].finish(id) };
}

/** What the provider took of this work. */
export function chargedFor({ providers }: Chaos, { provider, mark }: Pick<Work, "provider" | "mark">) {
  return providers[provider].charged.filter(({ options }) => JSON.stringify(options).includes(mark));
}

/** Has the provider end its work, and call until it is heard, as the real ones do. Resolves when the work has ended. */
export async function driveToEnd(chaos: Chaos, work: Work): Promise<void> {
  const server = chaos.providers[work.provider];
  await until(async () => {
    const charged = chargedFor(chaos, work);
    for (const { id, done, options } of charged) {
      const address = String(options.webhook_url ?? options.callback);
      const isHeard = server.calls.some(({ url, status }) => url === address && status === 200);
      if (!done || (work.provider !== "openai" && !isHeard)) await server.finish(id);
    }
    if (await isUnheard(chaos, work)) await outwait(chaos, work);
    const { ended_at } = await work.who.call("GET", `/transcriptions/${work.id}`);
    return ended_at ?? undefined;
  }, 30_000);
}

/** Lets the time pass after which a call is waited for no more. */
export async function outwait({ db }: Chaos, { id }: Work): Promise<void> {
  await db.asService((tx) =>
    tx`select private.hasten_job('collect', d.id) from private.dispatches d
      where d.transcription_id = ${id} and d.state = 'accepted'`
  );
}

/** Whether nobody knows if the provider ever got the audio, so that nothing helps but time. */
async function isUnheard({ db }: Chaos, { id }: Work): Promise<boolean> {
  const rows = await db.asService((tx) =>
    tx`select from private.dispatches where transcription_id = ${id} and state = 'accepted' and external_id is null`
  );
  return rows.count > 0;
}
