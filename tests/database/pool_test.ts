import assert from "node:assert/strict";
import { connectDatabase } from "../../shared/db.ts";
import { cloneDatabase } from "../support/database.ts";

/** What Postgres says to a client while it comes up. Source: Postgres docs, "Message Formats", ErrorResponse. */
const startingUp = errorResponse("57P03", "the database system is starting up");

Deno.test("a pool serves as soon as the database does", async (t) => {
  await using database = await cloneDatabase();
  await using line = startLine(new URL(database.url));
  const db = connectDatabase(line.url);
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

type State = "open" | "gone" | "starting";

/** A line to Postgres, which nobody answers where it is gone. Turning it ends every connection. */
function startLine(target: URL): AsyncDisposable & { url: string; turn(state: State): void } {
  const connections = new Set<Deno.Conn>();
  const listen = (port: number, answer: (client: Deno.Conn) => Promise<unknown>) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port });
    const serve = async () => {
      for await (const client of listener) {
        connections.add(client);
        answer(client).catch(() => {});
      }
    };
    return { listener, served: serve() };
  };
  const pass = async (client: Deno.Conn) => {
    const server = await Deno.connect({ hostname: target.hostname, port: Number(target.port) });
    connections.add(server);
    await Promise.all([client.readable.pipeTo(server.writable), server.readable.pipeTo(client.writable)]);
  };
  const refuse = async (client: Deno.Conn) => {
    await client.read(new Uint8Array(1024));
    await client.write(startingUp);
    client.close();
  };

  let now: ReturnType<typeof listen> | undefined = listen(0, pass);
  const url = new URL(target);
  url.port = String(now.listener.addr.port);
  const end = () => {
    now?.listener.close();
    for (const connection of connections) tryToClose(connection);
    connections.clear();
    const served = now?.served;
    now = undefined;
    return served;
  };
  return {
    url: url.href,
    turn(state) {
      void end();
      if (state !== "gone") now = listen(Number(url.port), state === "open" ? pass : refuse);
    },
    [Symbol.asyncDispose]: async () => void (await end()),
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
