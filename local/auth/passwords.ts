import type { ISql } from "postgres";
import { AuthError } from "./errors.ts";

/** What GoTrue asks for unless configured otherwise. */
export const minimumPasswordLength = 6;

/** Throws what GoTrue answers to a password that it would not take: too short, or longer than bcrypt reads (72 bytes). */
export function checkPassword(password: string): void {
  if (password.length < minimumPasswordLength) {
    const message = `Password should be at least ${minimumPasswordLength} characters.`;
    throw new AuthError(422, "weak_password", message, { weak_password: { reasons: ["length"] } });
  }
  if (new TextEncoder().encode(password).length > 72) {
    throw new AuthError(400, "validation_failed", "Password cannot be longer than 72 characters");
  }
}

/** A piece of SQL: the bcrypt hash of `password` at the cost that Lite and GoTrue use, or null without one. */
export function hashPassword(sql: ISql, password: string | undefined) {
  return sql`extensions.crypt(${password ?? null}::text, extensions.gen_salt('bf', 10))`;
}
