import { askForHeldLink, untilPartIsKept } from "./chaos_links.ts";
import { lockObject, lockRow } from "./chaos_locks.ts";
import type { Stage } from "./chaos_stages.ts";

/** What lies between a link and an entry that is ready, in order, but for the inspection: see `readingStage`. */
export const linkStages: Stage[] = [
  {
    name: "the server of the link has not answered",
    async reach(chaos) {
      const { work, release } = await askForHeldLink(chaos, 0);
      return { works: [work], release };
    },
  },
  {
    name: "some of the audio has come",
    async reach(chaos) {
      const { work, release } = await askForHeldLink(chaos, 7_000_000);
      await untilPartIsKept(chaos, work);
      return { works: [work], release };
    },
  },
  {
    name: "Storage has all the bytes, and no row for them",
    async reach(chaos) {
      const { work, release } = await askForHeldLink(chaos, 7_000_000);
      const lock = await lockObject(chaos, work.entry.object_path);
      release();
      await lock.untilAwaited();
      return { works: [work], release: lock.release };
    },
  },
  {
    name: "the import is being stored",
    async reach(chaos) {
      const { work, release } = await askForHeldLink(chaos, 7_000_000);
      await untilPartIsKept(chaos, work);
      const lock = await lockRow(chaos, "public.entries", work.entry.id);
      release();
      await lock.untilAwaited();
      return { works: [work], release: lock.release };
    },
  },
];
