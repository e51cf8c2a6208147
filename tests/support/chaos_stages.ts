import type { Chaos, ProviderName } from "./chaos.ts";
import type { Held } from "./chaos_gate.ts";
import { linkStages } from "./chaos_link_stages.ts";
import { askForHeldLink } from "./chaos_links.ts";
import { lockObject, lockObjectsAfter, lockRow } from "./chaos_locks.ts";
import type { Strike } from "./chaos_strikes.ts";
import { ask, askAndAwaitAccepted, askForUpload, clip, manySeconds, upload, type Work } from "./chaos_work.ts";
import { until } from "./until.ts";

/** Work that is held at a stage. */
export type Reached = {
  works: Work[];
  /** Lets it go on after the strike. */
  release(strike: Strike): Promise<void> | void;
};

export type Stage = {
  name: string;
  /** Brings work to the stage and holds it there. */
  reach(chaos: Chaos): Promise<Reached>;
  /** What the provider charges in all where it is not 1. */
  charged?: Partial<Record<Strike, number>>;
  /** How often the audio is sent again, as nobody heard of it any more, where it is not 0. */
  lost?: Partial<Record<Strike, number>>;
};

/** All that there is between a link and its transcript, in order. */
export const stages: Stage[] = [
  ...linkStages,
  submitting("assemblyai has not taken the audio", "assemblyai", "before"),
  // It cannot be asked what it knows, so its call is waited for in vain.
  { ...submitting("deepgram has not taken the audio", "deepgram", "before"), lost: { functions: 1 } },
  submitting("assemblyai has taken the audio and not answered", "assemblyai", "after"),
  submitting("deepgram has taken the audio and not answered", "deepgram", "after"),
  // What a provider heard and told nobody but a worker that is gone has to be heard again.
  { ...submitting("openai has heard the audio and not answered", "openai", "after"), charged: { functions: 2 } },
  ...(["assemblyai", "deepgram"] as const).flatMap((provider): Stage[] => [
    {
      name: `${provider} is at work`,
      reach: async (chaos) => ({ works: [(await askAndAwaitAccepted(chaos, provider)).work], release: () => {} }),
    },
    {
      name: `the answer of ${provider} is being recorded`,
      async reach(chaos) {
        const { work, dispatch, finish } = await askAndAwaitAccepted(chaos, provider);
        const lock = await lockRow(chaos, "private.dispatches", dispatch);
        const called = finish();
        await lock.untilAwaited();
        return { works: [work], release: async () => void (await Promise.all([lock.release(), called])) };
      },
    },
  ]),
  {
    name: "the result is being fetched",
    async reach(chaos) {
      const { work, id, finish } = await askAndAwaitAccepted(chaos, "assemblyai");
      const held = hold(chaos, "assemblyai", "before", `GET /v2/transcript/${id}`);
      await finish();
      await held.reached;
      return { works: [work], release: (strike) => letGo(held, strike) };
    },
  },
  {
    name: "the transcript that was called in is being stored",
    async reach(chaos) {
      const { work, finish } = await askAndAwaitAccepted(chaos, "deepgram");
      const lock = await lockRow(chaos, "public.transcriptions", work.id);
      await finish();
      await lock.untilAwaited();
      return { works: [work], release: lock.release };
    },
  },
  {
    name: "the transcript that openai gave is being stored",
    charged: { functions: 2 },
    async reach(chaos) {
      const mark = crypto.randomUUID();
      const held = hold(chaos, "openai", "after", mark);
      const work = await askForUpload(chaos, { provider: "openai", mark });
      await held.reached;
      const lock = await lockRow(chaos, "public.transcriptions", work.id);
      held.release();
      await lock.untilAwaited();
      return { works: [work], release: lock.release };
    },
  },
  {
    name: "of three pieces one is done, one is heard and one is sent",
    // The one that was heard and told nobody is heard again; the one that is done is not.
    charged: { functions: 4, postgres: 3, rings: 3 },
    async reach(chaos) {
      const mark = crypto.randomUUID();
      const [sent, heard] = (["before", "after"] as const).map((when) => hold(chaos, "openai", when, mark));
      const work = await askForUpload(chaos, { provider: "openai", mark, seconds: manySeconds });
      await Promise.all([sent!.reached, heard!.reached]);
      await until(async () => (await work.who.call("GET", `/transcriptions/${work.id}`)).progress > 0 || undefined);
      return {
        works: [work],
        release(strike) {
          letGo(heard!, strike);
          letGo(sent!, strike);
        },
      };
    },
  },
];

/** Keeps Storage from reading anything, so it goes with no other. */
export const readingStage: Stage = {
  name: "the audio of a link is being inspected, and that of a clip is being cut",
  async reach(chaos) {
    const [{ who, entry }, { work: linked, release }] = await Promise.all([upload(chaos), askForHeldLink(chaos, 0)]);
    const written = await lockObject(chaos, linked.entry.object_path);
    release();
    const lock = await lockObjectsAfter(chaos, written);
    const clipped = await ask(who, entry, { provider: "deepgram", options: clip });
    await lock.untilAwaited(2);
    return { works: [linked, clipped], release: lock.release };
  },
};

function submitting(name: string, provider: ProviderName, when: "before" | "after"): Stage {
  return {
    name,
    async reach(chaos) {
      const mark = crypto.randomUUID();
      const held = hold(chaos, provider, when, mark);
      const work = await askForUpload(chaos, { provider, mark });
      await held.reached;
      return { works: [work], release: (strike) => letGo(held, strike) };
    },
  };
}

function hold(chaos: Chaos, provider: ProviderName, when: "before" | "after", text: string): Held {
  const held = chaos.gates[provider].hold(when, text);
  chaos.held.push(held.release);
  return held;
}

/** What a worker had sent that is gone is gone with it. */
function letGo(held: Held, strike: Strike) {
  if (strike === "functions") held.drop();
  else held.release();
}
