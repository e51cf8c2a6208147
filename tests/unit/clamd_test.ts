import assert from "node:assert/strict";
import { scanByClamd, ScannerFailure } from "../../shared/malware/clamd.ts";
import { eicar, startClamdServer } from "../support/clamd_server.ts";
import { freePort } from "../../local/ports.ts";

Deno.test("a file that goes to clamd", async (t) => {
  await using server = startClamdServer();
  const clamd = { hostname: "127.0.0.1", port: server.port, seconds: 5 };
  const scan = (parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, seconds = 5) =>
    scanByClamd({ ...clamd, seconds }, ReadableStream.from(parts));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const million = new Uint8Array(1_000_000);

  await t.step("arrives whole, empty pieces left out, and is clean", async () => {
    assert.equal(await scan([bytes("some "), bytes(""), bytes("words"), million]), undefined);
    assert.deepEqual(server.files.at(-1), new Uint8Array([...bytes("some words"), ...million]));
    assert.equal(await scan([]), undefined);
  });

  await t.step("is called by the name of what is in it, wherever a piece ends", async () => {
    assert.equal(await scan([bytes("x" + eicar.slice(0, 20)), bytes(eicar.slice(20))]), "Eicar-Test-Signature");
  });

  await t.step("has no verdict where it is longer than clamd takes, and is not sent to its end", async () => {
    server.become({ mostBytes: 2_000_000 });
    let sent = 0;
    const endless = function* () {
      for (; sent < 500; sent++) yield million;
    };
    await assert.rejects(scan(endless()), ScannerFailure);
    assert(sent < 100, `${sent} MB were sent`);
  });

  const answers = [
    "",
    "stream: INSTREAM size limit exceeded. ERROR",
    "stream: Can't allocate memory ERROR",
    "OK",
    "stream: OK FOUND ERROR",
  ];
  for (const answer of [...answers, "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND"]) {
    await t.step(`has no verdict in the answer '${answer}'`, async () => {
      server.become({ answer });
      await assert.rejects(scan([bytes("some")]), ScannerFailure);
    });
  }

  await t.step("has no verdict where clamd is silent, hangs up, or is not there", async () => {
    server.become({ isSilent: true });
    const began = performance.now();
    await assert.rejects(scan([bytes("some")], 0.3), /in time/);
    assert(performance.now() - began < 3000);
    server.become({ hangsUp: true });
    await assert.rejects(scan([million, million]), ScannerFailure);
    await assert.rejects(scanByClamd({ ...clamd, port: freePort() }, ReadableStream.from([million])), ScannerFailure);
    server.become({});
  });

  await t.step("has no verdict where it stops coming, and what broke it is told", async () => {
    const broken = function* () {
      yield million;
      throw new Error("Storage is away");
    };
    await assert.rejects(scan(broken()), /Storage is away/);
  });
});
