import { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { createCursors } from "../../page.ts";
import type { SettingRow, SettingsQuery } from "./schemas.ts";

export const settingCursors = createCursors("settings", z.tuple([z.string()]));

/** The columns of a setting; bounds are numbers as JSON has them. */
export const settingColumns = (tx: Transaction) =>
  tx`key, value, default_value, kind, minimum::float8, maximum::float8, description, updated_at`;

/** Settings by key, one more than a page holds. Throws `invalid_cursor`. */
export function listSettings(tx: Transaction, { limit, cursor }: z.output<typeof SettingsQuery>): Query<SettingRow> {
  const after = settingCursors.read(cursor);
  return tx<SettingRow[]>`
    select ${settingColumns(tx)} from public.settings
    where true ${after ? tx`and key > ${after[0]}` : tx``}
    order by key
    limit ${limit + 1}`;
}

/** Asks for one setting. */
export function selectSetting(tx: Transaction, key: string): Query<SettingRow> {
  return tx<SettingRow[]>`select ${settingColumns(tx)} from public.settings where key = ${key}`;
}

/** What was found of a setting. Throws `setting_not_found`. */
export function demandSetting<Row>([setting]: readonly Row[], key: string): Row {
  if (setting) return setting;
  throw new AppError("setting_not_found", `There is no setting '${key}': GET /admin/settings lists them`);
}
