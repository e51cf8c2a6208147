import type { z } from "zod";
import type { Query, Transaction } from "../../../../shared/db.ts";
import { changeSetting } from "../settings/change_setting.ts";
import type { Maintenance, NewMaintenance } from "./schemas.ts";

/** The settings that make the switch, as one. */
export function selectMaintenance(tx: Transaction): Query<Maintenance> {
  return tx<Maintenance[]>`
    select switch.value as transcribing_allowed, message.value as message
    from public.settings switch, public.settings message
    where switch.key = 'transcribing_allowed' and message.key = 'maintenance_message'`;
}

/** Changes the settings that make the switch. Whoever is told is told the new message. */
export async function switchMaintenance(
  tx: Transaction,
  { transcribing_allowed, message }: z.output<typeof NewMaintenance>,
): Promise<Maintenance> {
  if (message !== undefined) await changeSetting(tx, "maintenance_message", message);
  await changeSetting(tx, "transcribing_allowed", transcribing_allowed);
  const [maintenance] = await selectMaintenance(tx);
  return maintenance!;
}
