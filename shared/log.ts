export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one line of JSON. Fields name what happened; they never hold a body, a header or a key. */
export type Log = {
  info(event: string, fields?: LogFields): void;
  error(event: string, cause: unknown, fields?: LogFields): void;
  /** The same log with fields that every line carries, such as the request id. */
  with(fields: LogFields): Log;
};

/** `write` gets finished lines; the platform collects standard output. */
export function createLog(write: (line: string) => void, base: LogFields = {}): Log {
  const line = (level: string, event: string, fields: LogFields) =>
    write(JSON.stringify({ at: new Date().toISOString(), level, event, ...base, ...fields }));
  return {
    info: (event, fields = {}) => line("info", event, fields),
    error: (event, cause, fields = {}) => line("error", event, { ...fields, ...describeCause(cause) }),
    with: (fields) => createLog(write, { ...base, ...fields }),
  };
}

const secrets = new RegExp(
  [
    String.raw`(sb_secret_|sb_publishable_|sk-|eyJ)[\w.-]+`,
    String.raw`bearer\s+[\w.~+/-]{16,}`,
    String.raw`(token|key|secret|password|signature)(=|"\s*:\s*")[^\s&"']+`,
    String.raw`://[^\s/@]+:[^\s/@]+@`,
  ].join("|"),
  "gi",
);

/** Replaces what looks like a key, a token or a password: messages of others may quote one. */
export function redact(text: string): string {
  return text.replace(secrets, (match) => match.startsWith("://") ? "://[redacted]@" : "[redacted]");
}

function describeCause(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return { cause: redact(String(cause)) };
  return { cause: redact(`${cause.name}: ${cause.message}`), stack: redact(cause.stack ?? "") };
}
