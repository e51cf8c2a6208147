import type { z } from "zod";
import { providerNames, type Speech } from "../../../shared/config/speech.ts";
import { providers } from "../../../shared/speech/registry.ts";
import type { Provider } from "./schemas.ts";

/** Those that can be chosen here, in the order in which they are asked; then those that need a key of the caller's. */
export function listProviders({ order, services }: Speech): z.infer<typeof Provider>[] {
  const names = [...order, ...providerNames.filter((name) => !order.includes(name))];
  return names.flatMap((name) => {
    const service = services[name];
    if (!service) return [];
    const { answers, options, gives, bytes, url } = providers[name].abilitiesOf(service.model);
    const { bytes: max_bytes, milliseconds: max_ms } = url ?? bytes;
    const own_key = answers === "at once";
    const needs_own_key = !order.includes(name);
    if (needs_own_key && !own_key) return [];
    return {
      ...{ name, model: service.model, default: order[0] === name, answers, options: [...options], gives },
      ...{ limits: { max_bytes, max_ms }, own_key, needs_own_key },
    };
  });
}
