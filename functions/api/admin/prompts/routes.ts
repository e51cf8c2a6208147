import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { readJson, valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { activatePrompt, addPrompt, deactivatePrompt } from "./change_prompts.ts";
import { listPrompts, promptCursors, readActivePrompt, readPrompt } from "./read_prompts.ts";
import {
  NewPrompt,
  Prompt,
  PromptKindOnly,
  PromptPlace,
  PromptsQuery,
  PromptSummary,
  PromptVersion,
} from "./schemas.ts";

const tag = "admin";

/** `/admin/prompts`: what models are told, in versions that are never edited. */
export function addPromptRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/prompts",
    document({
      summary: "List the prompts by kind, the newest version first",
      tag,
      success: { status: 200, description: "A page, without their texts", schema: pageOf(PromptSummary) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", PromptsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listPrompts(tx, query));
      const address = publicAddress(config, c.req.url);
      return c.json(toPage(rows, query.limit, address, ({ kind, version }) => promptCursors.write([kind, version])));
    },
  );

  app.post(
    "/prompts",
    document({
      summary: "Add the next version of a prompt",
      tag,
      success: { status: 201, description: "The prompt", schema: Prompt },
      problems: ["admin_needed"],
      bodies: { "application/json": NewPrompt },
    }),
    async (c) => {
      const prompt = await readJson(c.req, NewPrompt);
      return c.json(await db.asAdmin(c.get("caller"), (tx) => addPrompt(tx, c, prompt)), 201);
    },
  );

  app.get(
    "/prompts/:kind/active",
    document({
      summary: "Read the prompt that counts",
      tag,
      success: { status: 200, description: "The prompt", schema: Prompt },
      problems: ["admin_needed", "prompt_not_found"],
    }),
    valid("param", PromptKindOnly),
    async (c) => c.json(await db.asAdmin(c.get("caller"), (tx) => readActivePrompt(tx, c.req.valid("param").kind))),
  );

  app.put(
    "/prompts/:kind/active",
    document({
      summary: "Make a version of a prompt the one that counts",
      tag,
      success: { status: 200, description: "The prompt", schema: Prompt },
      problems: ["admin_needed", "prompt_not_found"],
      bodies: { "application/json": PromptVersion },
    }),
    valid("param", PromptKindOnly),
    async (c) => {
      const { version } = await readJson(c.req, PromptVersion);
      const { kind } = c.req.valid("param");
      return c.json(await db.asAdmin(c.get("caller"), (tx) => activatePrompt(tx, c, kind, version)));
    },
  );

  app.delete(
    "/prompts/:kind/active",
    document({
      summary: "Let providers transcribe without a prompt",
      tag,
      success: { status: 204, description: "None counts" },
      problems: ["admin_needed", "prompt_needed"],
    }),
    valid("param", PromptKindOnly),
    async (c) => {
      await db.asAdmin(c.get("caller"), (tx) => deactivatePrompt(tx, c, c.req.valid("param").kind));
      return c.body(null, 204);
    },
  );

  app.get(
    "/prompts/:kind/:version",
    document({
      summary: "Read a version of a prompt",
      tag,
      success: { status: 200, description: "The prompt", schema: Prompt },
      problems: ["admin_needed", "prompt_not_found"],
    }),
    valid("param", PromptPlace),
    async (c) => {
      const { kind, version } = c.req.valid("param");
      return c.json(await db.asAdmin(c.get("caller"), (tx) => readPrompt(tx, kind, version)));
    },
  );
}
