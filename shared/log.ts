import { describeCause } from "./describe_cause.ts";

export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one line of JSON. Fields name what happened; they never hold a body, a header or a key. */
export type Log = {
  info(event: string, fields?: LogFields): void;
  error(event: string, cause: unknown, fields?: LogFields): void;
  /** The same log with fields that every line carries, such as the request id. */
  with(fields: LogFields): Log;
};

/** Gets each error that is logged, with all the fields of its line. Must not throw. */
export type Report = (event: string, cause: unknown, fields: LogFields) => void;

/** `write` gets finished lines; the platform collects standard output. */
export function createLog(write: (line: string) => void, base: LogFields = {}, report: Report = () => {}): Log {
  const line = (level: string, event: string, fields: LogFields) =>
    write(JSON.stringify({ at: new Date().toISOString(), level, event, ...base, ...fields }));
  return {
    info: (event, fields = {}) => line("info", event, fields),
    error(event, cause, fields = {}) {
      line("error", event, { ...fields, ...describeCause(cause) });
      report(event, cause, { ...base, ...fields });
    },
    with: (fields) => createLog(write, { ...base, ...fields }, report),
  };
}
