import { invalidBucketName, invalidKey } from "./errors.ts";

/** Throws `InvalidKey` unless the platform would take the key: its set of characters, and no `.` or `..` segment. */
export function checkKey(key: string): void {
  if (!/^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$/.test(key)) throw invalidKey(key);
  if (key.split("/").some((segment) => segment === "." || segment === "..")) {
    throw invalidKey(`${key} contains dot path segment`);
  }
}

/** Throws `InvalidBucketName` unless the platform would take the name for a new bucket. */
export function checkBucketName(name: string): void {
  if (!/^[A-Za-z0-9_!.*'() &$@=;:+,?-]{1,100}$/.test(name) || name.trim() !== name) throw invalidBucketName();
}
