import type { ProviderName, Speech } from "../../../shared/config/speech.ts";
import { AppError } from "../../../shared/errors.ts";
import { providers } from "../../../shared/speech/registry.ts";
import type { Abilities, Gift, OptionName } from "../../../shared/speech/types.ts";
import type { Asked } from "./options.ts";

/** Who is asked first, and who takes over in turn. */
export type Chosen = { provider: ProviderName; fallbacks: ProviderName[] };

/**
 * The providers that can do all that is asked, in the configured order; the one that is named, alone; or, with a caller's own
 * key, one that answers in the call. `needs` is what the transcript must hold. Throws `option_not_supported`,
 * `provider_not_available`, `provider_key_missing`.
 */
export function chooseProviders(
  speech: Speech,
  asked: Asked,
  hasOwnKey: boolean,
  needs: readonly Gift[] = [],
): Chosen {
  const candidates = hasOwnKey ? withOwnKey(speech, asked) : withOurKeys(speech, asked);
  const refusalOf = (name: ProviderName) => refusal(speech, name, asked, hasOwnKey, needs);
  const [provider, ...fallbacks] = candidates.filter((name) => refusalOf(name) === undefined);
  if (provider === undefined) {
    throw new AppError(
      "option_not_supported",
      `Leave out what cannot be done, or name another provider: ${
        candidates.map(refusalOf).join("; ")
      }. GET /providers says what each can do`,
    );
  }
  return { provider, fallbacks: hasOwnKey ? [] : fallbacks };
}

function withOurKeys({ order, services }: Speech, { provider }: Asked): ProviderName[] {
  if (provider === undefined && order.length === 0) throw keyMissing(Object.keys(services));
  if (provider === undefined || order.includes(provider)) return provider === undefined ? order : [provider];
  throw services[provider] ? keyMissing([provider]) : notAvailable(order);
}

function withOwnKey({ order, services }: Speech, { provider }: Asked): ProviderName[] {
  const known = Object.keys(services) as ProviderName[];
  if (provider !== undefined) {
    if (services[provider]) return [provider];
    throw notAvailable(known);
  }
  // A key belongs to one provider: the first that can take one.
  return [...new Set([...order, ...known])].filter((name) => abilitiesOf(services, name)?.answers === "at once").slice(
    0,
    1,
  );
}

/** Why a provider cannot do it. */
function refusal(
  { services }: Speech,
  name: ProviderName,
  asked: Asked,
  hasOwnKey: boolean,
  needs: readonly Gift[],
): string | undefined {
  const abilities = abilitiesOf(services, name, asked.model);
  if (!abilities) return `${name} is not set up here`;
  if (hasOwnKey && abilities.answers === "later") return `${name} answers later, and your key is kept nowhere`;
  const missing = askedFor(asked).filter((option) => !abilities.options.includes(option));
  if (missing.length > 0) return `${name} has no ${missing.map((option) => `'${option}'`).join(", ")}`;
  const notGiven = needs.filter((gift) => !abilities.gives[gift]);
  return notGiven.length === 0 ? undefined : `${name} gives no ${notGiven.join(" and no ")} with times`;
}

function abilitiesOf(services: Speech["services"], name: ProviderName, model?: string): Abilities | undefined {
  const service = services[name];
  return service && providers[name].abilitiesOf(model ?? service.model);
}

/** The options that ask for something: `false` asks for nothing, but for punctuation it does. */
function askedFor({ provider: _, model: __, language, punctuate, ...options }: Asked): OptionName[] {
  const names = (Object.keys(options) as (keyof typeof options)[]).filter((name) => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
  return [
    ...names,
    ...(language !== undefined && language !== "auto" ? ["language" as const] : []),
    ...(punctuate !== undefined ? ["punctuate" as const] : []),
  ];
}

function keyMissing(names: string[]): AppError {
  const whose = names.length > 0 ? ` of ${names.join(" or ")}` : "";
  return new AppError("provider_key_missing", `Send your own key${whose} in 'X-Provider-Key'`);
}

function notAvailable(names: string[]): AppError {
  return new AppError("provider_not_available", `Name one that is set up here: ${names.join(", ") || "there is none"}`);
}
