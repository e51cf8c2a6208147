import type { Hono } from "hono";
import { nameRequest } from "../../audit.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { readJson } from "../../input.ts";
import { Maintenance, NewMaintenance } from "./schemas.ts";
import { selectMaintenance, switchMaintenance } from "./switch_maintenance.ts";

const tag = "admin";

/** `/admin/maintenance`: whether anything is transcribed. The truth is in the settings of that name. */
export function addMaintenanceRoutes(app: Hono<UserEnv>, { db }: ApiDeps): void {
  app.get(
    "/maintenance",
    document({
      summary: "Read whether anything is transcribed",
      tag,
      success: { status: 200, description: "The switch", schema: Maintenance },
      problems: ["admin_needed"],
    }),
    async (c) => {
      const [maintenance] = await db.asAdmin(c.get("caller"), selectMaintenance);
      return c.json(maintenance);
    },
  );

  app.put(
    "/maintenance",
    document({
      summary: "Let nothing new be transcribed, or let work go on",
      tag,
      success: { status: 200, description: "The switch", schema: Maintenance },
      problems: ["admin_needed"],
      bodies: { "application/json": NewMaintenance },
    }),
    async (c) => {
      const change = await readJson(c.req, NewMaintenance);
      const maintenance = await db.asAdmin(c.get("caller"), async (tx) => {
        await nameRequest(tx, c);
        return await switchMaintenance(tx, change);
      });
      return c.json(maintenance);
    },
  );
}
