/** The name that the owner gave to a speaker, or the provider's label, on one line. Undefined where no speaker is known. */
export function speakerName(label: string | null | undefined, names: Record<string, string>): string | undefined {
  if (label === null || label === undefined) return undefined;
  // Anything may be a label, names of what every object has among it.
  const given = Object.hasOwn(names, label) ? names[label] : undefined;
  const name = given ?? (/^[A-Z0-9]$/.test(label) ? `Speaker ${label}` : label);
  return name.replaceAll(/\s+/g, " ").trim();
}
