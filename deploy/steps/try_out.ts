import { awaitHealth } from "./await_health.ts";
import { readKeys, signIn } from "./throwaway_user.ts";
import { awaitRemoval, bringAudio, bringText } from "./round_trip.ts";
import type { Deployment, Step } from "./types.ts";

/** What a user does, by the way that users go; without a call of a provider, so that it costs nothing. */
export const tryOut: Step = {
  title: "Try it out",
  look: (deployment) =>
    Promise.resolve({
      notes: [],
      changes: [
        { what: "wait until /health says that all is in order", make: () => awaitHealth(deployment) },
        {
          what:
            "bring a text and a second of silence as a user of its own, delete the user, and see the worker clear up",
          make: () => goRound(deployment),
        },
      ],
    }),
};

async function goRound(deployment: Deployment): Promise<string | undefined> {
  const user = await signIn(deployment, await readKeys(deployment));
  if ("refusal" in user) {
    return `not tried: a user with a password cannot sign in here (${user.refusal}). Sign in by your own way and try the API`;
  }
  let audioId: string;
  try {
    await bringText(user);
    audioId = await bringAudio(user);
  } catch (error) {
    // What has failed is said, even if the user cannot be deleted either.
    await user.delete().catch(() => {});
    throw error;
  }
  await user.delete();
  await awaitRemoval(deployment, audioId);
}
