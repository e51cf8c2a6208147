import { resolve } from "node:path";
import { parseArgs } from "node:util";

export type StartOptions = {
  port: number;
  /** A whole path. */
  dataDir: string;
  /** Whether what is in the folder is to be forgotten first. */
  reset: boolean;
};

const usage = "deno task start [--port 54321] [--data-dir .stack] [--reset]";

/** Reads the arguments of `deno task start`. Throws an error that says what they may be. */
export function readStartOptions(args: string[]): StartOptions {
  const values = parse(args);
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_535)) {
    throw new Error(`--port must be a number below 65535: '${values.port}' is none`);
  }
  return { port, dataDir: resolve(values["data-dir"]), reset: values.reset };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        "port": { type: "string", default: "54321" },
        "data-dir": { type: "string", default: ".stack" },
        "reset": { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}
