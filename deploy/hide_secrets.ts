/** True for the name of a variable whose value nobody may see. */
export function isSecret(name: string): boolean {
  return /KEY|SECRET|TOKEN|DSN|HEADERS|DATABASE_URL/.test(name);
}

/** Puts stars where a text quotes a secret, such as the output of a program that was given it. */
export function hideSecrets(text: string, secrets: string[]): string {
  // The longest first, as one may begin like another.
  return secrets.toSorted((a, b) => b.length - a.length).reduce(
    (hidden, secret) => hidden.replaceAll(secret, "***"),
    text,
  );
}
