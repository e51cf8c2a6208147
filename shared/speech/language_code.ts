let codes: Map<string, string> | undefined;

/**
 * ISO 639-1 code of a language that a provider names by code (`en`, `en_us`, `cmn-Hans-CN`) or in English (`english`); null
 * where it is unknown or has no such code.
 */
export function languageCode(language: string | null | undefined): string | null {
  const name = language?.trim().toLowerCase();
  if (!name) return null;
  if (/^[a-z]{2}([-_]|$)/.test(name)) return name.slice(0, 2);
  codes ??= new Map(allCodes());
  return codes.get(name) ?? shortCode(name);
}

/** Languages of three letters that have a code of two, such as `cmn`, are known to CLDR. */
function shortCode(name: string): string | null {
  if (!/^[a-z]{3}([-_]|$)/.test(name)) return null;
  const code = new Intl.Locale(name.slice(0, 3)).language;
  return code.length === 2 ? code : null;
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
