import { z } from "zod";
import { migrationFiles, readMigration } from "../../local/postgres/migrate.ts";
import { lack } from "./hang_bell.ts";
import type { Step } from "./types.ts";

const There = z.object({ cron: z.boolean(), migrated: z.boolean() });
const Scheduled = z.object({ jobname: z.string().nullable(), schedule: z.string(), active: z.boolean() });

export type Schedule = { name: string; schedule: string; command: string };

/** The clock are jobs of pg_cron, which the migrations make where the extension can be had by then. */
export const windClock: Step = {
  title: "Wind the clock",
  summarise: async () =>
    `would look for the jobs ${(await readSchedules()).map(({ name }) => `'${name}'`).join(", ")} of pg_cron`,
  async look({ management }) {
    const [there] = await management.query(
      `select to_regclass('cron.job') is not null as cron,
        to_regprocedure('private.tick()') is not null as migrated`,
      There,
    );
    const schedules = await readSchedules();
    if (!there?.migrated) return { notes: ["the migrations make its jobs"], changes: [] };
    if (!there.cron) throw lack("pg_cron");

    const jobs = await management.query("select jobname, schedule, active from cron.job", Scheduled);
    const isRight = ({ name, schedule }: Schedule) =>
      jobs.some((job) => job.jobname === name && job.schedule === schedule && job.active);
    return {
      notes: schedules.filter(isRight).map(({ name, schedule }) => `'${name}' runs, by '${schedule}'`),
      changes: schedules.filter((schedule) => !isRight(schedule)).map(({ name, schedule, command }) => ({
        what: `schedule '${name}' by '${schedule}'`,
        make: async () => {
          const sql = "select cron.alter_job(cron.schedule($1, $2, $3), active := true)";
          await management.query(sql, z.unknown(), [name, schedule, command]);
        },
      })),
    };
  },
};

/** The jobs that the migrations schedule, as they last say. */
export async function readSchedules(): Promise<Schedule[]> {
  const found = new Map<string, Schedule>();
  for (const file of await migrationFiles()) {
    const text = await readMigration(file);
    for (const [, name, schedule, command] of text.matchAll(/cron\.schedule\('([^']+)', '([^']+)', '([^']+)'\)/g)) {
      found.set(name!, { name: name!, schedule: schedule!, command: command! });
    }
  }
  return [...found.values()];
}
