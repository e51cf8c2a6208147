import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import { nameRequest } from "../../audit.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { readJson, valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { changeSetting, resetSetting } from "./change_setting.ts";
import { demandSetting, listSettings, selectSetting, settingCursors } from "./read_settings.ts";
import { NewValue, Setting, SettingKey, SettingsQuery } from "./schemas.ts";

const tag = "admin";

/** `/admin/settings`: limits and switches that change while the system runs. */
export function addSettingRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/settings",
    document({
      summary: "List the settings by key",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Setting) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", SettingsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listSettings(tx, query));
      return c.json(
        toPage(rows, query.limit, publicAddress(config, c.req.url), ({ key }) => settingCursors.write([key])),
      );
    },
  );

  app.get(
    "/settings/:key",
    document({
      summary: "Read a setting",
      tag,
      success: { status: 200, description: "The setting", schema: Setting },
      problems: ["admin_needed", "setting_not_found"],
    }),
    valid("param", SettingKey),
    async (c) => {
      const { key } = c.req.valid("param");
      return c.json(demandSetting(await db.asAdmin(c.get("caller"), (tx) => selectSetting(tx, key)), key));
    },
  );

  app.put(
    "/settings/:key",
    document({
      summary: "Give a setting a value",
      tag,
      success: { status: 200, description: "The setting", schema: Setting },
      problems: ["admin_needed", "setting_not_found"],
      bodies: { "application/json": NewValue },
    }),
    valid("param", SettingKey),
    async (c) => {
      const { value } = await readJson(c.req, NewValue);
      const setting = await db.asAdmin(c.get("caller"), async (tx) => {
        await nameRequest(tx, c);
        return await changeSetting(tx, c.req.valid("param").key, value);
      });
      return c.json(setting);
    },
  );

  app.delete(
    "/settings/:key",
    document({
      summary: "Give a setting its default again",
      tag,
      success: { status: 200, description: "The setting", schema: Setting },
      problems: ["admin_needed", "setting_not_found"],
    }),
    valid("param", SettingKey),
    async (c) => {
      const setting = await db.asAdmin(c.get("caller"), async (tx) => {
        await nameRequest(tx, c);
        return await resetSetting(tx, c.req.valid("param").key);
      });
      return c.json(setting);
    },
  );
}
