import assert from "node:assert/strict";
import { createApi } from "../../functions/api/app.ts";
import { makeApiKey } from "../../functions/api/api_keys/key.ts";
import { scopes, usualScopes } from "../../functions/api/api_keys/scopes.ts";
import type { Access, Subject } from "../support/access/access.ts";
import { adminRoutes } from "../support/access/admin_routes.ts";
import { type Intruder, openRoutes, refusals, secretKeyRoutes } from "../support/access/other_routes.ts";
import { routesOf } from "../support/access/routes_of.ts";
import { userRoutes } from "../support/access/user_routes.ts";
import { addApiKey, withKey } from "../support/api_keys.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { addText, announce } from "../support/entries.ts";
import { intrudersAs } from "../support/intruders.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addDocument, addReadyEntry, addSession, addTranscription, addTurn, addWebhook } from "../support/rows.ts";
import { testServer } from "../support/test_server.ts";

Deno.test("access to the API", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, stranger] = [await addPerson(sql), await addPerson(sql)];
  const [visitor, admin] = [await addPerson(sql, { isAnonymous: true }), await addPerson(sql, { isAdmin: true })];
  await sql`update public.settings set value = '1000' where key in ('webhook_endpoints_per_user', 'api_keys_per_user')`;

  const refusesIntruders = async (route: string, access: Access) => {
    const rows = await addRows(api, ann);
    const before = await snapshot(api, ann);
    const intruders = Object.entries(await intrudersAs(ann)) as [Intruder, HeadersInit][];
    const answers = await Promise.all(intruders.map(async ([name, headers]) => {
      const [[subject]] = expectations(access);
      return [name, await ask(api, undefined, route, access, rows[subject], ann, headers)];
    }));
    assert.deepEqual(Object.fromEntries(answers), refusals);
    assert.deepEqual(await snapshot(api, ann), before);
  };

  const refusesEndedKeys = async (route: string, access: Access) => {
    const rows = await addRows(api, ann);
    const [[subject]] = expectations(access);
    const { key } = await addApiKey(sql, ann, { scopes });
    const typo = key.replace(/.$/, (last) => last === "0" ? "1" : "0");
    const all = {
      api_key_revoked: await addApiKey(sql, ann, { scopes, isRevoked: true }),
      api_key_expired: await addApiKey(sql, ann, { scopes, isExpired: true }),
      api_key_unknown: await makeApiKey(),
      api_key_mistyped: { key: typo },
    };
    const before = await snapshot(api, ann);
    for (const [code, ended] of Object.entries(all)) {
      assert.equal(await ask(api, undefined, route, access, rows[subject], ann, withKey(ended)), `401 ${code}`);
    }
    assert.deepEqual(await snapshot(api, ann), before);
  };

  await t.step("is described by the table for every route that the API has", () => {
    assert.deepEqual(
      routesOf(createApi(api.deps)),
      [...openRoutes, ...secretKeyRoutes, ...Object.keys({ ...userRoutes, ...adminRoutes })].sort(),
    );
  });

  for (const [route, access] of Object.entries(userRoutes)) {
    await t.step(`${route} answers its owners, signed up or anonymous`, async () => {
      for (const owner of [ann, visitor]) {
        for (const [subject, expected] of expectations(access)) {
          const rows = await addRows(api, owner);
          assert.equal(await ask(api, owner, route, access, rows[subject]), expected, `${route} of ${subject}`);
        }
      }
    });

    await t.step(`${route} shows and changes nothing of others, not for an admin either`, async () => {
      const rows = await addRows(api, ann);
      const before = await snapshot(api, ann);
      for (const person of [stranger, admin, visitor]) {
        for (const [subject] of expectations(access)) {
          assert.equal(await ask(api, person, route, access, rows[subject], ann), access.others);
        }
      }
      assert.deepEqual(await snapshot(api, ann), before);
    });

    await t.step(`${route} takes API keys by their scopes: ${access.scope}`, async () => {
      const own = usualScopes.filter((scope) => access.scope === "any" || scope === access.scope);
      const lacking = usualScopes.filter((scope) => scope !== access.scope);
      for (const [subject, expected] of expectations(access)) {
        const rows = await addRows(api, ann);
        const annsOther = await addApiKey(sql, ann, { scopes: lacking });
        const askWith = (key: { key: string }, notFor?: Person) =>
          ask(api, undefined, route, access, rows[subject], notFor, withKey(key));
        const before = await snapshot(api, ann);
        if (access.scope === "none") assert.equal(await askWith(annsOther, ann), "403 user_token_needed");
        else {
          if (access.scope !== "any") assert.equal(await askWith(annsOther, ann), "403 scope_missing");
          assert.equal(await askWith(await addApiKey(sql, stranger, { scopes: own }), ann), access.others);
        }
        assert.deepEqual(await snapshot(api, ann), before);
        if (own.length > 0) assert.equal(await askWith(await addApiKey(sql, ann, { scopes: own })), expected);
      }
    });

    await t.step(`${route} refuses keys that have ended or never were`, () => refusesEndedKeys(route, access));

    await t.step(`${route} refuses whoever is not signed in`, () => refusesIntruders(route, access));
  }

  const formerAdmin = await addPerson(sql, { isAdmin: true });
  await sql`update auth.users set raw_app_meta_data = '{}' where id = ${formerAdmin.id}`;

  for (const [route, access] of Object.entries(adminRoutes)) {
    await t.step(
      `${route} answers admins, whoever owns the row, and what they change is in the audit log`,
      async () => {
        for (const [subject, expected] of expectations(access)) {
          const rows = await addRows(api, ann);
          const noted = await countAudited(api, admin);
          assert.equal(await ask(api, admin, route, access, rows[subject]), expected, `${route} of ${subject}`);
          const isChange = expected.startsWith("2") && !route.startsWith("GET ");
          if (isChange) {
            assert(await countAudited(api, admin) > noted, `${route} of ${subject} is not in the audit log`);
          }
        }
      },
    );

    await t.step(
      `${route} refuses whoever is no admin, or none any more, the owner of the row among them`,
      async () => {
        const rows = await addRows(api, ann);
        const before = await snapshot(api, ann);
        for (const person of [ann, stranger, visitor, formerAdmin]) {
          for (const [subject] of expectations(access)) {
            assert.equal(await ask(api, person, route, access, rows[subject], ann), access.others);
          }
        }
        assert.deepEqual(await snapshot(api, ann), before);
      },
    );

    await t.step(`${route} takes an admin's API key of the scope 'admin', and no other key`, async () => {
      const formerKey = await addApiKey(sql, formerAdmin, { scopes });
      const others = [
        [await addApiKey(sql, admin), "403 scope_missing"],
        [await addApiKey(sql, ann, { scopes }), access.others],
        [formerKey, access.others],
      ] as const;
      for (const [subject, expected] of expectations(access)) {
        const rows = await addRows(api, ann);
        const before = await snapshot(api, ann);
        for (const [key, refused] of others) {
          assert.equal(await ask(api, undefined, route, access, rows[subject], ann, withKey(key)), refused);
        }
        assert.deepEqual(await snapshot(api, ann), before);
        const key = await addApiKey(sql, admin, { scopes: ["admin"] });
        assert.equal(await ask(api, undefined, route, access, rows[subject], undefined, withKey(key)), expected);
      }
    });

    await t.step(`${route} refuses keys that have ended or never were`, () => refusesEndedKeys(route, access));

    await t.step(`${route} refuses whoever is not signed in`, () => refusesIntruders(route, access));
  }

  await t.step(
    "is for whoever has the project's secret key, where that is what it takes, and for nobody else",
    async () => {
      const { secretKey } = testServer().keys;
      const { "secret key in apikey": withKey, ...others } = await intrudersAs(ann);
      const callers = [...Object.values(others), { authorization: `Bearer ${admin.token}` }, {
        apikey: secretKey + "x",
      }];
      for (const route of secretKeyRoutes) {
        const [method = "", path = ""] = route.split(" /api");
        const call = async (headers: HeadersInit) =>
          await outcomeOfResponse(await api.call(undefined, method, path, undefined, headers));
        assert.equal(await call(withKey), "200");
        assert.equal(await call({ authorization: `Bearer ${secretKey}` }), "200");
        for (const headers of callers) assert.equal(await call(headers), "401 secret_key_invalid");
      }
    },
  );

  await t.step("is open where it tells nothing of anybody, with a bad token too", async () => {
    // Nobody works here, and what has waited for two minutes is not in order.
    await sql`delete from private.jobs`;
    for (const route of openRoutes) {
      const [method = "", path = ""] = route.split(" /api");
      for (const headers of Object.values(await intrudersAs(ann))) {
        assert.equal(await outcomeOfResponse(await api.call(undefined, method, path, undefined, headers)), "200");
      }
    }
  });
});

type Rows = Record<Subject | "none", string>;

async function addRows(api: TestApi, person: Person): Promise<Rows> {
  const { sql } = api.database;
  const { id: text, transcription_id: completed } = await addText(api, person, "Nobody else may read this.");
  const { id: awaiting } = await announce(api, person, { filename: "talk.mp3", byte_size: 9 });
  const audio = await addReadyEntry(sql, person);
  const queued = await addTranscription(sql, person, audio);
  const [{ id: job }] = await sql<[{ id: number }]>`
    select id::int from private.jobs where kind = 'transcribe' and subject_id = ${queued}`;
  // Of an event that never is, so that none of the other rows makes a delivery.
  const webhook = await addWebhook(sql, person, { events: ["webhook.never"] });
  const [{ id: delivery }] = await sql<[{ id: string }]>`
    insert into public.webhook_deliveries (user_id, endpoint_id, type, data)
    values (${person.id}, ${webhook}, 'webhook.test', '{}') returning id`;
  const session = await addSession(sql, person, [completed]);
  const answer = await addTurn(sql, person, session, { answer: "Nobody else." });
  const document = await addDocument(sql, person, completed);
  const { id: api_key } = await addApiKey(sql, person);
  const rows = { text, audio, awaiting, completed, queued, webhook, session, answer, document, api_key };
  const parts = { source: `${session}/sources/${completed}`, turn: `${session}/messages/${answer}` };
  return { ...rows, ...parts, delivery: `${webhook}/deliveries/${delivery}`, user: person.id, job: `${job}`, none: "" };
}

function expectations({ owner }: Access): [[Subject | "none", string], ...[Subject | "none", string][]] {
  const pairs = typeof owner === "string" ? [["none", owner]] : Object.entries(owner);
  return pairs as ReturnType<typeof expectations>;
}

/** The outcome of a route for one row. Where the row is somebody else's, nothing but the id that was asked for may come back. */
async function ask(
  api: TestApi,
  person: Person | undefined,
  route: string,
  { query = "", body, accept }: Access,
  id: string,
  notFor?: Person,
  headers?: HeadersInit,
): Promise<string> {
  const [method = "", path = ""] = route
    .replace(/:id(\/deliveries\/:delivery_id|\/sources\/:transcription_id|\/messages\/:message_id)?/, id)
    .replace(":position", "0").replace(":key", "keep_events_days").replace(":kind", "summary").replace(":version", "1")
    .split(" /api");
  const json = body === undefined ? undefined : JSON.stringify(body).replace(":id", id);
  const all = new Headers(headers);
  if (accept) all.set("accept", accept);
  const response = await api.call(person, method, path + query, json, all);
  if (notFor) {
    const shown = await response.clone().text();
    assert(!shown.includes(notFor.id) && !shown.includes("Nobody else"), shown);
  }
  return await outcomeOfResponse(response);
}

async function snapshot({ database: { sql } }: TestApi, { id }: Person): Promise<unknown> {
  const entries = await sql`select * from public.entries where user_id = ${id} order by id`;
  const transcriptions = await sql`select * from public.transcriptions where user_id = ${id} order by id`;
  const webhooks = await sql`select * from public.webhook_endpoints where user_id = ${id} order by id`;
  const deliveries = await sql`select * from public.webhook_deliveries where user_id = ${id} order by id`;
  const segments = await sql`select * from public.segments where user_id = ${id} order by transcription_id, position`;
  const sessions = await sql`select * from public.chat_sessions where user_id = ${id} order by id`;
  const sources = await sql`select * from public.chat_session_sources where user_id = ${id} order by session_id`;
  const messages = await sql`select * from public.chat_messages where user_id = ${id} order by id`;
  // Of a key that is refused it may be seen that it was tried.
  const apiKeys = await sql`select id, name, revoked_at from public.api_keys where user_id = ${id} order by id`;
  const documents = await sql`select * from public.documents where user_id = ${id} order by id`;
  return {
    apiKeys: [...apiKeys],
    documents: [...documents],
    ...{ sessions: [...sessions], sources: [...sources], messages: [...messages] },
    entries: [...entries],
    transcriptions: [...transcriptions],
    segments: [...segments],
    webhooks: [...webhooks],
    deliveries: [...deliveries],
  };
}

/** How many rows of the audit log are about what somebody did. */
async function countAudited(api: TestApi, { id }: Person): Promise<number> {
  const [{ count }] = await api.database.sql<[{ count: number }]>`
    select count(*)::int as count from public.audit_logs where actor_id = ${id}`;
  return count;
}
