import assert from "node:assert/strict";
import { connectDatabase } from "../../shared/db.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { cloneDatabase } from "../support/database.ts";
import { certificates, startTlsPostgres } from "../support/tls_postgres.ts";

/** What Postgres says to a client while it comes up. Source: Postgres docs, "Message Formats", ErrorResponse. */
const startingUp = errorResponse("57P03", "the database system is starting up");

for (const kind of ["plain", "encrypted"] as const) {
  Deno.test(`a pool of ${kind} connections serves as soon as the database does`, async (t) => {
    // As the functions do: the driver drops a promise of its own where a connection ends in the middle of its beginning.
    logUncaught(createLog(() => {}));
    await using database = kind === "plain" ? await cloneDatabase() : await startTlsPostgres();
    await using line = startLine(new URL(database.url));
    const db = connectDatabase(line.url, { ca: certificates.own.certificate });
    await using _ = { [Symbol.asyncDispose]: () => db.close() };
    // More than there are connections.
    const askOften = async () => {
      const asked = Array.from({ length: 12 }, () => db.asService((tx) => tx`select 1`));
      return new Set((await Promise.allSettled(asked)).map(({ status }) => status));
    };

    for (const state of ["gone", "starting"] as const) {
      await t.step(`after it was ${state}`, async () => {
        line.turn(state);
        for (let round = 0; round < 3; round++) assert.deepEqual(await askOften(), new Set(["rejected"]));
        line.turn("open");
        const begun = performance.now();
        assert.deepEqual(await askOften(), new Set(["fulfilled"]));
        assert.ok(performance.now() - begun < 3000, `It took ${performance.now() - begun} ms`);
      });
    }
  });
}

type State = "open" | "gone" | "starting";

/** A line to Postgres. Turning it ends every connection. */
function startLine(target: URL): AsyncDisposable & { url: string; turn(state: State): void } {
  const connections = new Set<Deno.Conn>();
  let state: State = "open";
  const answer = async (client: Deno.Conn) => {
    if (state === "starting") {
      await client.read(new Uint8Array(1024));
      await client.write(startingUp);
      return client.close();
    }
    const server = await Deno.connect({ hostname: target.hostname, port: Number(target.port) });
    connections.add(server);
    await Promise.all([client.readable.pipeTo(server.writable), server.readable.pipeTo(client.writable)]);
  };
  const serve = async (listener: Deno.TcpListener) => {
    for await (const client of listener) {
      connections.add(client);
      answer(client).catch(() => {});
    }
  };
  const listen = (port: number) => Deno.listen({ hostname: "127.0.0.1", port });
  const endAll = () => {
    for (const connection of connections) tryToClose(connection);
    connections.clear();
  };

  let listener = listen(0);
  let served = serve(listener);
  const url = new URL(target);
  url.port = String(listener.addr.port);
  return {
    url: url.href,
    turn(next) {
      if (next === "gone") listener.close();
      if (state === "gone") served = serve(listener = listen(Number(url.port)));
      state = next;
      endAll();
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      endAll();
      await served;
    },
  };
}

function tryToClose(connection: Deno.Conn) {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

function errorResponse(code: string, message: string): Uint8Array {
  const fields = ["SFATAL", `C${code}`, `M${message}`].map((field) => `${field}\0`).join("") + "\0";
  const body = new TextEncoder().encode(fields);
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = "E".charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, 4 + body.length);
  bytes.set(body, 5);
  return bytes;
}
