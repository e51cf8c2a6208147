import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import { audit } from "../../audit.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { entryCursors, listEntries } from "../../entries/list_entries.ts";
import { selectEntry } from "../../entries/read_entry.ts";
import { Id } from "../../entries/schemas.ts";
import { valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { deleteOwnedEntry, demandOwnedEntry, ownedEntryColumns, type OwnedEntryRow } from "./owned_entries.ts";
import { AllEntriesQuery, OwnedEntry } from "./schemas.ts";

const tag = "admin";

/** `/admin/entries`: what all users brought. */
export function addEntryRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/entries",
    document({
      summary: "List everybody's entries, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(OwnedEntry) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", AllEntriesQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(
        c.get("caller"),
        (tx) => listEntries<OwnedEntryRow>(tx, query, ownedEntryColumns(tx)),
      );
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), entryCursors.write));
    },
  );

  app.get(
    "/entries/:id",
    document({
      summary: "Read anybody's entry",
      tag,
      success: { status: 200, description: "The entry", schema: OwnedEntry },
      problems: ["admin_needed", "entry_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      const found = await db.asAdmin(
        c.get("caller"),
        (tx) => selectEntry<OwnedEntryRow>(tx, id, { columns: ownedEntryColumns(tx) }),
      );
      return c.json(demandOwnedEntry(found, id));
    },
  );

  app.delete(
    "/entries/:id",
    document({
      summary: "Delete anybody's entry with its audio and all transcriptions",
      tag,
      success: { status: 204, description: "Gone; its audio is removed within seconds" },
      problems: ["admin_needed", "entry_not_found"],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      await db.asAdmin(c.get("caller"), async (tx) => {
        await audit(tx, c, "entry.deleted", id, { user_id: await deleteOwnedEntry(tx, id) });
      });
      return c.body(null, 204);
    },
  );
}
