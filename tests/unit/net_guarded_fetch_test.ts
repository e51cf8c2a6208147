import assert from "node:assert/strict";
import { createGuardedFetch } from "../../shared/net/guarded_fetch.ts";
import { type RawServer, startRawServer } from "../support/raw_server.ts";

const limits = { connectMs: 2000, answerMs: 300, silenceMs: 300 };
const local = () => createGuardedFetch({ allowPrivate: true, limits });
const at = ({ port }: RawServer, path: string) => `http://127.0.0.1:${port}${path}`;
const ok = "HTTP/1.1 200 OK\r\n";

async function* send(...parts: string[]) {
  for (const part of parts) yield part;
}

Deno.test("a name is looked up once, and the connection goes to the address that was checked", async (t) => {
  await using server = startRawServer(() => send(`${ok}content-length: 5\r\n\r\nHello`));
  const dialled: string[] = [];
  const dial = (address: string, port: number) => {
    dialled.push(`${address}:${port}`);
    return Deno.connect({ hostname: "127.0.0.1", port: server.port });
  };
  const fetchFrom = (answers: string[][], allowPrivate = true) => {
    dialled.length = 0;
    return createGuardedFetch({ allowPrivate, limits, dial, resolve: () => Promise.resolve(answers.shift() ?? []) });
  };

  await t.step("though the name leads elsewhere a moment later", async () => {
    const response = await fetchFrom([["8.8.8.8"], ["10.0.0.1"]])("http://rebind.example/");
    assert.equal(await response.text(), "Hello");
    assert.deepEqual(dialled, ["8.8.8.8:80"]);
  });

  await t.step(
    "private addresses among public ones are left out, and the next is tried where one is down",
    async () => {
      const answers = [["10.0.0.1", "8.8.8.8", "::ffff:127.0.0.1"]];
      await (await fetchFrom(answers)("http://mixed.example:8080/")).text();
      assert.deepEqual(dialled, ["8.8.8.8:8080"]);
      const down = createGuardedFetch({
        allowPrivate: true,
        limits,
        resolve: () => Promise.resolve(["8.8.4.4", "8.8.8.8"]),
        dial: (address, port) => address === "8.8.4.4" ? Promise.reject(new Error("refused")) : dial(address, port),
      });
      assert.equal(await (await down("http://half.example/")).text(), "Hello");
    },
  );

  await t.step("a name that leads inside is refused before anything is dialled", async () => {
    for (const address of ["10.0.0.1", "169.254.169.254", "127.0.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"]) {
      await assert.rejects(fetchFrom([[address]], false)("https://inside.example/?key"), {
        code: "url_not_allowed",
        message: "'inside.example' is not on the public internet: give a URL that anybody can reach",
      });
    }
    assert.deepEqual(dialled, []);
  });
});

Deno.test("redirects are checked like the URL that they come from", async (t) => {
  const redirect = (to: string, status = 302) =>
    `HTTP/1.1 ${status} Found\r\nlocation: ${to}\r\ncontent-length: 0\r\n\r\n`;
  const answers: Record<string, string> = {
    "/end": `${ok}content-length: 5\r\n\r\nHello`,
    "/once": redirect("/end"),
    "/five": redirect("/4"),
    "/4": redirect("/3", 301),
    "/3": redirect("/2", 303),
    "/2": redirect("/1", 307),
    "/1": redirect("/end", 308),
    "/six": redirect("/five"),
    "/circle": redirect("/circle"),
    "/metadata": redirect("http://169.254.169.254/latest/meta-data"),
    "/private": redirect("https://[fd00::1]/"),
    "/mapped": redirect("http://[::ffff:10.0.0.1]/"),
    "/file": redirect("file:///etc/passwd"),
    "/credentials": redirect("http://a:b@127.0.0.1/"),
    "/nonsense": redirect("http://["),
  };
  await using server = startRawServer((request) => send(answers[request.split(" ")[1]!] ?? ""));

  await t.step("up to five are followed", async () => {
    for (const path of ["/once", "/five"]) assert.equal(await (await local()(at(server, path))).text(), "Hello");
    for (const path of ["/six", "/circle"]) {
      await assert.rejects(local()(at(server, path)), { message: "'127.0.0.1' redirects too often" });
    }
  });

  await t.step("none leads inside, to another scheme, or takes credentials along", async () => {
    for (const path of ["/metadata", "/private", "/mapped", "/file", "/credentials"]) {
      await assert.rejects(local()(at(server, path)), { code: "url_not_allowed" }, path);
    }
    await assert.rejects(local()(at(server, "/nonsense")), { message: "'127.0.0.1' redirects to what is no URL" });
  });

  await t.step("none is followed with a body, or where it is not wanted", async () => {
    for (const init of [{ method: "POST", body: "{}" }, { redirect: "manual" as const }]) {
      const response = await local()(at(server, "/once"), init);
      assert.deepEqual([response.status, response.headers.get("location")], [302, "/end"]);
      await response.body?.cancel();
    }
  });
});

Deno.test("over TLS the certificate must be that of the name", async (t) => {
  const read = (name: string) => Deno.readTextFile(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
  const [cert, key] = await Promise.all([read("certificate"), read("key")]);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
    () => new Response("Hello"),
  );
  const secure = (caCerts: string[]) =>
    createGuardedFetch({
      ...{ allowPrivate: false, limits, caCerts },
      resolve: () => Promise.resolve(["8.8.8.8"]),
      dial: () => Deno.connect({ hostname: "127.0.0.1", port: server.addr.port }),
    });

  await t.step("then it is read", async () => {
    assert.equal(await (await secure([cert])("https://files.example.com/")).text(), "Hello");
  });

  await t.step("another name, or an issuer that nobody knows, is refused", async () => {
    const message = /does not prove by a certificate/;
    await assert.rejects(secure([cert])("https://other.example.com/"), { message });
    await assert.rejects(secure([])("https://files.example.com/"), { message });
  });
  await server.shutdown();
});
