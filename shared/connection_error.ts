/**
 * Codes of a lost, refused or late connection: Node's, those of postgres.js, and Postgres's own: it goes down or comes up
 * (57P0), is full (53300), or does not take the password or the kind of connection (28).
 */
const codes = /^(ECONN|EPIPE|ETIMEDOUT|CONNECT_|CONNECTION_|57P0|53300|28P01|28000)/;

/** Whether the database could not be reached, or was lost on the way. Nobody knows then whether a commit passed. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && "code" in error && codes.test(String(error.code));
}
