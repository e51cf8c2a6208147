import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import type postgres from "postgres";
import type { Dial } from "./dial.ts";

/** The options with which postgres.js connects by `dial`. */
export function connectBy(dial: Dial): postgres.Options<Record<string, postgres.PostgresType>> {
  // What there is of TLS is in the dial. The driver's types leave `socket` out.
  return { ssl: false, ...{ socket: () => new Socket(dial) } };
}

/** How much is read at once. */
const readBytes = 64 * 1024;

/**
 * What postgres.js writes to and reads from in place of a `net.Socket`, of which it uses a stream and `readyState`
 * (postgres 3.4.9, `src/connection.js`). It can be used at once; what is written waits for the connection.
 */
class Socket extends Duplex {
  readonly #gone = new AbortController();
  readonly #dialled: Promise<Deno.Conn>;
  readonly #buffer = new Uint8Array(readBytes);

  constructor(dial: Dial) {
    super({ allowHalfOpen: false });
    this.#dialled = dial(this.#gone.signal).then(({ connection, said }) => {
      if (said.length > 0) this.push(Buffer.from(said));
      return connection;
    });
    // Also where nothing is written or read.
    this.#dialled.catch((error) => this.#fail(error));
  }

  get readyState(): "open" | "closed" {
    return this.destroyed ? "closed" : "open";
  }

  override async _read() {
    try {
      const connection = await this.#dialled;
      const length = await connection.read(this.#buffer);
      this.push(length === null ? null : Buffer.from(this.#buffer.subarray(0, length)));
    } catch (error) {
      this.#fail(error);
    }
  }

  override async _write(chunk: Uint8Array, _encoding: string, done: (error?: Error) => void) {
    try {
      const connection = await this.#dialled;
      for (let sent = 0; sent < chunk.length;) sent += await connection.write(chunk.subarray(sent));
      done();
    } catch (error) {
      done(asConnectionError(error));
    }
  }

  override _final(done: () => void) {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.#gone.abort();
    // Closing what is closed already is an error that says nothing.
    this.#dialled.then((connection) => connection.close()).catch(() => {});
    done(error);
  }

  #fail(error: unknown) {
    this.destroy(asConnectionError(error));
  }
}

/** Errors of the runtime that have no code of the system's, such as an end in the middle of TLS, get one of the driver's. */
function asConnectionError(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  return "code" in failure && failure.code ? failure : Object.assign(failure, { code: "CONNECTION_CLOSED" });
}
