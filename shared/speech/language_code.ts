let codes: Map<string, string> | undefined;

/** ISO 639-1 code of a language that a provider names by code (`en`, `en_us`) or in English (`english`); null where unknown. */
export function languageCode(language: string | null | undefined): string | null {
  const name = language?.trim().toLowerCase();
  if (!name) return null;
  if (/^[a-z]{2}([-_]|$)/.test(name)) return name.slice(0, 2);
  codes ??= new Map(allCodes());
  return codes.get(name) ?? null;
}

function* allCodes(): Generator<[name: string, code: string]> {
  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (const first of letters) {
    for (const second of letters) {
      const name = names.of(first + second);
      if (name) yield [name.toLowerCase(), first + second];
    }
  }
}
