import type { Transaction } from "../../../../shared/db.ts";
import { AppError } from "../../../../shared/errors.ts";
import { demandSetting, settingColumns } from "./read_settings.ts";
import type { SettingRow } from "./schemas.ts";

/** Gives a setting a value; the database notes who did. Throws `setting_not_found`, and `invalid_request` with the rule that it breaks. */
export async function changeSetting(tx: Transaction, key: string, value: SettingRow["value"]): Promise<SettingRow> {
  const json = tx.json(value);
  const { rule, is_obeyed } = demandSetting(
    await tx<{ rule: string; is_obeyed: boolean }[]>`
      select private.rule_of_setting(kind, minimum, maximum) as rule,
        private.obeys_rule(${json}, kind, minimum, maximum) as is_obeyed
      from public.settings where key = ${key}`,
    key,
  );
  if (!is_obeyed) {
    throw new AppError("invalid_request", `Correct the value of '${key}': it ${rule.replace("Must", "must")}`, {
      fields: [{ path: "value", message: rule }],
    });
  }
  return demandSetting(
    await tx<SettingRow[]>`
      update public.settings set value = ${json} where key = ${key} returning ${settingColumns(tx)}`,
    key,
  );
}

/** Gives a setting its default again. Throws `setting_not_found`. */
export async function resetSetting(tx: Transaction, key: string): Promise<SettingRow> {
  return demandSetting(
    await tx<SettingRow[]>`
      update public.settings set value = default_value where key = ${key} returning ${settingColumns(tx)}`,
    key,
  );
}
