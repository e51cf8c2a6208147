import { randomBytes } from "node:crypto";
import { z } from "zod";
import { variableNames } from "../../shared/config.ts";
import { digestOf } from "../digest.ts";
import type { Settings } from "../read_settings.ts";
import type { Change, Step } from "./types.ts";

/** Names and SHA-256 of the values, in hexadecimal digits: nobody can read a value back. */
const Secret = z.object({ name: z.string(), value: z.string() });

/** The variables of the functions are "secrets" of the project, whether secret or not. */
export const setVariables: Step = {
  title: "Set the variables",
  summarise: ({ settings: { file, variables } }) =>
    `would set those that differ: ${[...variables.keys()].join(", ") || "there are none"}` +
    (variables.has("WEBHOOK_KEY") ? "" : `; would make WEBHOOK_KEY and add it to ${file}, unless the project has one`),
  async look({ management, settings }) {
    const secrets = await management.get("/secrets", z.array(Secret));
    const digests = new Map(secrets.map(({ name, value }) => [name, value.toLowerCase()]));
    const send = async (variables: Map<string, string>) => {
      await management.post("/secrets", [...variables].map(([name, value]) => ({ name, value })), z.unknown());
    };

    const wanted = new Map(settings.variables);
    const notes: string[] = [];
    const keptDigest = digests.get("WEBHOOK_KEY");
    const ownKey = wanted.get("WEBHOOK_KEY");
    const previous = wanted.get("WEBHOOK_KEY_PREVIOUS");
    const isRotated = previous !== undefined && digestOf(previous) === keptDigest;
    if (keptDigest !== undefined && ownKey !== undefined && digestOf(ownKey) !== keptDigest && !isRotated) {
      notes.push(
        `WEBHOOK_KEY stays as the project has it, which is not what ${settings.file} has: another one would change the ` +
          "secrets of all webhooks, unless the project's is set as WEBHOOK_KEY_PREVIOUS beside it",
      );
      wanted.delete("WEBHOOK_KEY");
    }
    const differing = new Map([...wanted].filter(([name, value]) => digests.get(name) !== digestOf(value)));
    const leftOver = variableNames.filter((name) =>
      digests.has(name) && !settings.variables.has(name) && name !== "WEBHOOK_KEY"
    );
    if (leftOver.length > 0) notes.push(`left as they are, though not in ${settings.file}: ${leftOver.join(", ")}`);
    if (differing.size < wanted.size) notes.push(`${wanted.size - differing.size} variables are as they should be`);

    const changes: Change[] = [];
    if (keptDigest === undefined && ownKey === undefined) {
      changes.push({
        what: `make WEBHOOK_KEY, which signs webhooks, add it to ${settings.file} and set it; keep it`,
        make: async () => send(new Map([["WEBHOOK_KEY", await makeWebhookKey(settings)]])),
      });
    }
    if (differing.size > 0) {
      const names = [...differing.keys()].map((name) => digests.has(name) ? `${name} (changed)` : name);
      changes.push({ what: `set ${names.join(", ")}`, make: () => send(differing) });
    }
    return { notes, changes };
  },
};

/** It is kept before it is used: what was set cannot be read back. */
async function makeWebhookKey({ file, variables }: Settings): Promise<string> {
  const key = randomBytes(32).toString("base64");
  variables.set("WEBHOOK_KEY", key);
  await Deno.writeTextFile(file, `\nWEBHOOK_KEY=${key}\n`, { append: true, mode: 0o600 });
  return key;
}
