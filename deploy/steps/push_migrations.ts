import { z } from "zod";
import { migrationFiles, versionOf } from "../../local/postgres/migrate.ts";
import { DeployFailure } from "../failure.ts";
import type { Step } from "./types.ts";

const Applied = z.object({ version: z.string() });

/** The CLI applies what is pending, by a login of a few minutes that the access token gets: no database password is needed. */
export const pushMigrations: Step = {
  title: "Migrate the database",
  summarise: async () => `would apply those that the project has not had of ${tell(await migrationFiles())}`,
  async look({ ref, management, cli }) {
    const applied = new Set((await management.get("/database/migrations", z.array(Applied))).map((row) => row.version));
    const all = await migrationFiles();
    const pending = all.filter((file) => !applied.delete(versionOf(file)));
    if (applied.size > 0) {
      throw new DeployFailure(
        `The project has had migrations that are not here (${[...applied].join(", ")}): ` +
          "take the version of Stenobase that it was deployed from, or a newer one; other software needs a project of its own",
      );
    }
    if (pending.length === 0) return { notes: [`all ${all.length} migrations are applied`], changes: [] };
    return {
      notes: [`${all.length - pending.length} of ${all.length} migrations are applied`],
      changes: [{
        what: `apply ${tell(pending)}`,
        make: () => cli("db", "push", "--skip-vault", `--remote=${ref}`),
      }],
    };
  },
};

function tell(files: string[]): string {
  return files.length === 1 ? files[0]! : `${files.length} migrations, ${files[0]} to ${files.at(-1)}`;
}
