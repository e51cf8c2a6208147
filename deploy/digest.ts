import { createHash } from "node:crypto";

/** SHA-256 of a value in hexadecimal digits, by which it is compared with what nobody can read back. */
export function digestOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
