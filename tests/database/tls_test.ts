import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { connectDatabase } from "../../shared/db.ts";
import { asAppError } from "../../shared/http/problem.ts";
import { createLog } from "../../shared/log.ts";
import { logUncaught } from "../../shared/log_uncaught.ts";
import { readAddress } from "../../shared/postgres/address.ts";
import { NoTls } from "../../shared/postgres/dial.ts";
import { startApi } from "../support/api.ts";
import { addPerson } from "../support/people.ts";
import { certificates, startTlsPostgres } from "../support/tls_postgres.ts";
import { until } from "../support/until.ts";

/** Whether connections to an address are encrypted, and what was logged. Throws what the pool does. */
async function tell(url: string, ca?: string, times = 1): Promise<{ encrypted: boolean[]; lines: string[] }> {
  const lines: string[] = [];
  const db = connectDatabase(url, { ca, log: createLog((line) => lines.push(line)) });
  await using _ = { [Symbol.asyncDispose]: () => db.close() };
  const asked = Array.from({ length: times }, () =>
    db.asService(async (tx) => {
      // Who connected may see the connection, and whom they became may not.
      await tx`reset role`;
      const [row] = await tx<{ ssl: boolean }[]>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
      return row!.ssl;
    }));
  return { encrypted: await Promise.all(asked), lines };
}

const own = certificates.own.certificate;
const other = certificates.other.certificate;
const withMode = (url: string, mode: string) => `${url}?sslmode=${mode}`;

Deno.test("the database is spoken to over TLS", async (t) => {
  logUncaught(createLog(() => {}));
  await using server = await startTlsPostgres();
  const secrets = /:\/\/[^[]|postgres:/;

  await t.step("where it takes nothing else, and where the address asks for it", async () => {
    assert.deepEqual(await tell(server.url, own, 3), { encrypted: [true, true, true], lines: [] });
    for (const mode of ["prefer", "require", "verify-ca", "verify-full"]) {
      assert.deepEqual((await tell(withMode(server.url, mode), own)).encrypted, [true], mode);
    }
    await assert.rejects(tell(withMode(server.url, "disable"), own), { code: "28000" });
  });

  await t.step("and not at all where it does not prove who it is and the address asks for that", async () => {
    for (const ca of [undefined, other]) {
      for (const mode of ["require", "verify-ca", "verify-full"]) {
        const refused = await tell(withMode(server.url, mode), ca).catch((error) => error);
        assert.ok(refused instanceof NoTls, mode);
        assert.match(refused.message, /^The database at 127\.0\.0\.1 does not prove by a certificate who it is: ./);
        assert.doesNotMatch(refused.message, secrets);
        assert.equal(asAppError(refused).code, "database_unavailable");
      }
    }
  });

  await t.step("nor where its certificate is for another name", async () => {
    await server.show("other");
    await until(async () => {
      const refused = await tell(withMode(server.url, "verify-full"), other).catch((error) => error);
      assert.ok(refused instanceof NoTls);
      return /NotValidForName|not valid for name/.test(refused.message) || undefined;
    });
    await server.show("own");
  });

  await t.step("unless it is only wished for: then without, and the log says so once", async () => {
    await assert.rejects(tell(server.url, other), { code: "28000" });
    await server.allowPlain(true);
    const { encrypted, lines } = await tell(server.url, other, 6);
    assert.deepEqual(new Set(encrypted), new Set([false]));
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.match(lines[0]!, /"database connections are not encrypted".*does not prove by a certificate who it is/);
  });
});

Deno.test("a server without TLS serves who wishes for it, and not who asks for it, and the log says why", async () => {
  await using api = await startApi();
  const { url } = api.database;
  assert.deepEqual(await tell(url), { encrypted: [false], lines: [] });
  const db = connectDatabase(withMode(url, "require"));
  await using _ = { [Symbol.asyncDispose]: () => db.close() };
  const response = await api.callWith({ db })(await addPerson(api.database.sql), "GET", "/entries");
  assert.deepEqual([response.status, (await response.json()).code], [503, "database_unavailable"]);
  assert.match(api.logs.join("\n"), /NoTls: The database at 127\.0\.0\.1 has no TLS, which its address asks for/);
});

Deno.test("the certificate of hosted projects is trusted at Supabase's addresses and at no others", () => {
  const roots = (host: string) => readAddress(`postgresql://postgres:pass@${host}:6543/postgres`).caCerts;
  for (const host of ["aws-0-eu-central-1.pooler.supabase.com", "db.abcdefghijklmnopqrst.supabase.co"]) {
    const [root] = roots(host);
    const { subject, fingerprint256, validTo } = new X509Certificate(root!);
    assert.match(subject, /CN=Supabase Root 2021 CA/);
    assert.match(fingerprint256, /^80:70:25:AD:.*:E6:CA:FA$/);
    assert.ok(Date.parse(validTo) > Date.now() + 30 * 86_400_000, `The certificate ends on ${validTo}: renew it`);
  }
  for (const host of ["db.example.com", "supabase.com.example.com", "mysupabase.com", "127.0.0.1"]) {
    assert.deepEqual(roots(host), [], host);
  }
});
