/** Codes of a lost, refused or late connection: Node's, those of postgres.js, and Postgres's own classes 57P and 53300. */
const codes = /^(ECONN|EPIPE|ETIMEDOUT|CONNECT_|CONNECTION_|57P0|53300)/;

/** Whether the database could not be reached, or was lost on the way. Nobody knows then whether a commit passed. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && "code" in error && codes.test(String(error.code));
}
