import assert from "node:assert/strict";
import { startApi, type TestApi } from "../support/api.ts";
import { addFixture } from "../support/entries.ts";
import { addPerson, type Person } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { createListener } from "../support/retention.ts";
import { addReadyEntry, addTranscription, addWebhook } from "../support/rows.ts";

type Row = { id: number; kind: string; subject_id: string; state: string };

async function startQueue(api: TestApi) {
  const { sql } = api.database;
  const admin = await addPerson(sql, { isAdmin: true });
  const ask = async (path: string, headers?: HeadersInit) =>
    await api.call(admin, path.includes("/") ? "POST" : "GET", `/admin/jobs${path}`, undefined, headers);
  const jobOf = async (kind: string, subject: string) => {
    const [job] = await sql<[Row]>`
      select id::int, kind, subject_id, state from private.jobs where kind = ${kind} and subject_id = ${subject}
      order by id desc limit 1`;
    return job;
  };
  /** The job of a subject is given up, as by a worker. Returns its id. */
  const giveUp = async (kind: string, subject: string) => {
    const [{ id }] = await sql<[{ id: number }]>`
      update private.jobs set state = 'dead', finished_at = now(), error_code = 'provider_unavailable',
        error_message = 'It was down', attempts = 5, lease_token = null
      where kind = ${kind} and subject_id = ${subject} and state in ('queued', 'running') returning id::int`;
    return id;
  };
  return { admin, ask, jobOf, giveUp };
}

Deno.test("the queue, as an admin sees it", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const { ask, giveUp, jobOf } = await startQueue(api);
  const ann = await addPerson(sql);
  const entry = await addReadyEntry(sql, ann);
  const [first, second] = [await addTranscription(sql, ann, entry), await addTranscription(sql, ann, entry)];
  await giveUp("transcribe", first);
  await sql`select private.enqueue_jobs('sweep', array['00000000-0000-0000-0000-000000000000'::uuid])`;
  const list = async (query = "") => {
    const response = await ask(query);
    assert.equal(response.status, 200);
    return await response.json();
  };
  const kinds = async (query: string) => (await list(query)).data.map(({ kind }: Row) => kind);

  await t.step("is listed newest first, page by page, each job with its owner and nothing that holds it", async () => {
    const { data: [sweep, waiting], next_cursor } = await list("?limit=2");
    assert.deepEqual([sweep.kind, sweep.user_id], ["sweep", null]);
    assert.deepEqual([waiting.subject_id, waiting.user_id, waiting.state], [second, ann.id, "queued"]);
    const { data: [dead], next } = await list(`?limit=2&cursor=${next_cursor}`);
    assert.deepEqual([dead.subject_id, dead.error_code, dead.attempts], [first, "provider_unavailable", 5]);
    assert.equal(next, null);
    assert(!("lease_token" in dead));
  });

  await t.step("is searched by state and kind", async () => {
    assert.deepEqual(await kinds("?state=dead"), ["transcribe"]);
    assert.deepEqual(await kinds("?kind=sweep"), ["sweep"]);
    assert.deepEqual(await kinds("?kind=sweep&state=dead"), []);
  });

  await t.step("work that waits is discarded: its subject fails, which its owner is told", async () => {
    const { id } = await jobOf("transcribe", second);
    const response = await ask(`/${id}/discard`);
    assert.deepEqual([response.status, (await response.json()).state], [200, "queued"]);
    assert.equal(await jobOf("transcribe", second), undefined);
    const { status, error_code } = await (await api.call(ann, "GET", `/transcriptions/${second}`)).json();
    assert.deepEqual([status, error_code], ["failed", "work_discarded"]);
    const logs = await sql`select code from public.error_logs where subject_id = ${second}`;
    assert.deepEqual(logs.map(({ code }) => code), ["work_discarded"]);
    const [{ action, subject, detail }] = await sql<[Record<string, unknown>]>`
      select action, subject, detail from public.audit_logs order by id desc limit 1`;
    assert.deepEqual(
      { action, subject, detail },
      {
        action: "job.discarded",
        subject: `${id}`,
        detail: { kind: "transcribe", subject_id: second, state: "queued" },
      },
    );
  });

  await t.step("work that was given up is discarded, what runs is not, and what is not there neither", async () => {
    const { id } = await jobOf("transcribe", first);
    assert.equal((await ask(`/${id}/discard`)).status, 200);
    assert.equal(await outcomeOfResponse(await ask(`/${id}/discard`)), "404 job_not_found");
    const running = await addTranscription(sql, ann, entry);
    await sql`select private.claim_jobs(10, 30)`;
    const job = await jobOf("transcribe", running);
    assert.equal(await outcomeOfResponse(await ask(`/${job.id}/discard`)), "409 job_not_discardable");
    assert.equal(await outcomeOfResponse(await ask(`/${job.id}/retry`)), "409 job_not_retryable");
    assert.equal((await jobOf("transcribe", running)).state, "running");
    assert.equal(await outcomeOfResponse(await ask("/none/retry")), "422 invalid_request");
  });
});

Deno.test("work that was given up is done again", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const { ask, giveUp, jobOf } = await startQueue(api);
  const ann = await addPerson(sql);
  const entry = await addFixture(api, ann);
  const transcribed = async (person: Person = ann) => await addTranscription(sql, person, entry.id);
  const statusOf = async (table: string, id: string) => {
    const [row] = await sql<[{ status: string }]>`select status from ${sql(table)} where id = ${id}`;
    return row.status;
  };
  const retry = async (id: number) => await outcomeOfResponse(await ask(`/${id}/retry`));

  await t.step("a transcription, by a job with all its attempts, to its end", async () => {
    const id = await transcribed();
    const dead = await giveUp("transcribe", id);
    assert.equal(await statusOf("public.transcriptions", id), "failed");
    const headers = { "idempotency-key": crypto.randomUUID() };
    const response = await ask(`/${dead}/retry`, headers);
    assert.equal(response.status, 202);
    const job = await response.json();
    assert.deepEqual([job.kind, job.subject_id, job.attempts, job.state], ["transcribe", id, 0, "queued"]);
    assert.equal((await (await ask(`/${dead}/retry`, headers)).json()).id, job.id);
    assert.equal(await retry(dead), "404 job_not_found");
    await createListener(api).ring();
    assert.equal(await statusOf("public.transcriptions", id), "completed");
    const [{ action, detail }] = await sql<[Record<string, unknown>]>`
      select action, detail from public.audit_logs where subject = ${`${dead}`}`;
    assert.deepEqual([action, detail], ["job.retried", { kind: "transcribe", subject_id: id, job_id: job.id }]);
  });

  await t.step("by whoever would be asked today", async () => {
    const id = await transcribed();
    const dead = await giveUp("transcribe", id);
    await sql`update public.transcriptions set provider = 'gone', fallbacks = '{}', model = 'old' where id = ${id}`;
    assert.equal(await retry(dead), "202");
    const [{ provider, model }] = await sql<[Record<string, unknown>]>`
      select provider, model from public.transcriptions where id = ${id}`;
    assert.deepEqual([provider, model], ["openai", null]);
    await sql`delete from public.transcriptions where id = ${id}`;
  });

  const pieceOf = async (transcription: string) => {
    const [{ id }] = await sql<[{ id: string }]>`
      insert into private.transcription_pieces (transcription_id, start_ms, end_ms) values (${transcription}, 0, 10)
      returning id`;
    return id;
  };
  const addQueued = async (table: string, row: Record<string, unknown>) => {
    const [{ id }] = await sql<[{ id: string }]>`insert into ${sql(table)} ${sql(row)} returning id`;
    return id;
  };
  const transcription = await transcribed();
  const owner = { user_id: ann.id };
  const document = { ...owner, transcription_id: transcription, kind: "summary" };
  const link = { ...owner, kind: "audio", source: "link", status: "importing", link: "https://example.com/talk.mp3" };
  const question = { ...owner, role: "assistant", status: "queued", question: "Who?" };
  /** Of each kind: the job that is given up, the row that fails with it, and the job and state that a retry brings. */
  const kinds: Record<
    string,
    () => Promise<[subject: string, table: string, row: string, job: string, status: string]>
  > = {
    transcribe_piece: async () => {
      const id = await transcribed();
      return [await pieceOf(id), "public.transcriptions", id, "transcribe", "queued"];
    },
    document: async () => {
      const id = await addQueued("public.documents", document);
      return [id, "public.documents", id, "document", "queued"];
    },
    document_piece: async () => {
      const id = await addQueued("public.documents", document);
      const piece = await addQueued("private.document_pieces", { document_id: id, segment: 0 });
      return [piece, "public.documents", id, "document", "queued"];
    },
    import: async () => {
      const id = await addQueued("public.entries", { ...link, object_path: crypto.randomUUID() });
      return [id, "public.entries", id, "import", "importing"];
    },
    answer: async () => {
      const id = await addQueued("public.chat_messages", { ...question, transcription_ids: [transcription] });
      return [id, "public.chat_messages", id, "answer", "queued"];
    },
    deliver: async () => {
      const delivery = { ...owner, endpoint_id: await addWebhook(sql, ann), type: "webhook.test", data: {} };
      const id = await addQueued("public.webhook_deliveries", delivery);
      return [id, "public.webhook_deliveries", id, "deliver", "pending"];
    },
  };
  for (const [kind, add] of Object.entries(kinds)) {
    await t.step(`what '${kind}' is about, as its owner has it done again`, async () => {
      const [subject, table, row, job, status] = await add();
      const dead = await giveUp(kind, subject);
      assert.equal(await statusOf(table, row), "failed");
      await sql`delete from private.jobs where kind = ${job} and state = 'queued'`;
      assert.equal(await retry(dead), "202");
      assert.equal(await statusOf(table, row), status);
      assert.equal((await jobOf(job, row)).state, "queued");
      assert.equal(await retry(dead), "404 job_not_found");
    });
  }

  for (const kind of ["purge", "sweep"]) {
    await t.step(`'${kind}', which has no state of its own`, async () => {
      const subject = crypto.randomUUID();
      await sql`select private.enqueue_jobs(${kind}, array[${subject}::uuid])`;
      assert.equal(await retry(await giveUp(kind, subject)), "202");
      assert.equal((await jobOf(kind, subject)).state, "queued");
    });
  }

  await t.step("a copy at a provider that is there still is forgotten, and one that is gone is not", async () => {
    const id = await addQueued("private.dispatches", {
      ...owner,
      transcription_id: transcription,
      provider: "assemblyai",
    });
    const forget = async () => {
      await sql`select private.enqueue_jobs('forget', array[${id}::uuid])`;
      return await retry(await giveUp("forget", id));
    };
    assert.equal(await forget(), "202");
    await giveUp("forget", id);
    await sql`update private.dispatches set forgotten_at = now() where id = ${id}`;
    assert.equal(await forget(), "409 job_not_retryable");
  });

  await t.step(
    "not what runs with its owner's key, is gone, was retried by its owner, or is told to who is paused",
    async () => {
      const [own, gone, retried] = [await transcribed(), await transcribed(), await transcribed()];
      const jobs = [];
      for (const id of [own, gone, retried]) jobs.push(await giveUp("transcribe", id));
      await sql`update public.transcriptions set own_key = true where id = ${own}`;
      await sql`delete from public.transcriptions where id = ${gone}`;
      assert.equal((await api.call(ann, "POST", `/transcriptions/${retried}/retry`)).status, 202);
      const webhook = await addWebhook(sql, ann);
      const delivery = await addQueued("public.webhook_deliveries", {
        ...{ ...owner, endpoint_id: webhook, type: "webhook.test", data: {} },
      });
      jobs.push(await giveUp("deliver", delivery));
      await sql`update public.webhook_endpoints set status = 'paused', paused_reason = 'Of the test' where id = ${webhook}`;
      for (const job of jobs) assert.equal(await retry(job), "409 job_not_retryable");
      assert.equal((await sql`select from private.jobs where id = any(${jobs}) and state = 'dead'`).length, 4);
    },
  );
});
