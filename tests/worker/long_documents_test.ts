import assert from "node:assert/strict";
import type { Part, Prompt } from "../../shared/language/types.ts";
import { ProviderError } from "../../shared/provider_error.ts";
import type { TranscriptSegment } from "../../shared/transcript.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { addMeeting } from "../support/chat.ts";
import {
  askFor,
  data,
  documentWorker,
  make,
  passTime,
  readDocument,
  rewriteWith,
  shown,
} from "../support/document_models.ts";
import { cite, end, text } from "../support/language.ts";
import { addPerson } from "../support/people.ts";

/** Models that read this little need many pieces. */
const small = { CHAT_OPENAI_CONTEXT_TOKENS: "4000" };

/** A talk of 200 segments, of which each has its own number. */
const talk: TranscriptSegment[] = Array.from({ length: 200 }, (_, n) => ({
  ...{ text: `We come to point ${n} now, and there is much to say of it.`, speaker: n % 20 < 10 ? "A" : "B" },
  ...{ start_ms: n * 5000, end_ms: n * 5000 + 4900 },
}));

const pointsOf = (prompt: Prompt) => shown(prompt).map((said) => Number(/point (\d+)/.exec(said)?.[1]));
const isMerging = ({ turns }: Prompt) => turns[0]!.content.startsWith("The sources");

async function start() {
  const api = await startApi(small);
  const ann = await addPerson(api.database.sql);
  const id = await addMeeting(api, ann, talk, "A long talk");
  await api.database.sql`delete from private.jobs`;
  return { api, ann, id, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

async function countPieces({ database: { sql } }: TestApi): Promise<{ all: number; finished: number }> {
  const [row] = await sql<[{ all: number; finished: number }]>`
    select count(*)::int as all, count(result)::int as finished from private.document_pieces`;
  return { ...row };
}

Deno.test("a transcript that is too long for one call is done in pieces", async (t) => {
  await using job = await start();
  const { api, ann, id } = job;

  await t.step("each segment is given back once, and the whole is as if it never was cut", async () => {
    const { document, prompts } = await make(api, ann, id, { kind: "proofread" }, rewriteWith((said) => `${said}!`));
    assert(prompts.length > 3);
    assert.deepEqual(prompts.flatMap(pointsOf).sort((a, b) => a - b), talk.map((_, n) => n));
    assert.deepEqual(document.content?.segments, talk.map(({ text }, segment) => ({ segment, text: `${text}!` })));
    assert.deepEqual([document.report.words, document.report.share], [talk.length * 14, 0]);
    assert.equal(document.input_tokens, prompts.length * 100);
    assert.deepEqual(await countPieces(api), { all: 0, finished: 0 }, "what was an aid is gone");
  });

  await t.step("a summary is one of those of the pieces, and rests on what they rest on", async () => {
    const summarise = (prompt: Prompt): Part[] => {
      if (isMerging(prompt)) return [text("It was long."), cite(1, "second line"), end()];
      const [first] = pointsOf(prompt);
      return [
        text("A first line."),
        cite(0, `point ${first}`),
        text(" The second line."),
        cite(1, "much to say"),
        end(),
      ];
    };
    const { document, prompts } = await make(api, ann, id, { kind: "summary" }, summarise);
    assert.equal(prompts.filter(isMerging).length, 1);
    assert.equal(document.text, "It was long.");
    const [citation, ...more] = document.content?.citations ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual([citation?.segment, citation?.quote, citation?.at], [1, "much to say", 12]);
    assert.equal(citation?.transcription_id, id);
  });

  await t.step("chapters of the pieces become one list, whose quotes are theirs", async () => {
    const divide = (prompt: Prompt) => {
      if (isMerging(prompt)) {
        assert.match(shown(prompt).join(), /^From point 0,From point \d+,/);
        return data({
          chapters: [{ title: "All but the end", passage: 1, quote: "" }, { title: "The end", passage: 3, quote: "" }],
        });
      }
      const [first] = pointsOf(prompt);
      return data({ chapters: [{ title: `From point ${first}`, passage: 1, quote: `point ${first} now` }] });
    };
    const { document } = await make(api, ann, id, { kind: "chapters" }, divide);
    const [one, two] = document.content?.chapters ?? [];
    assert.deepEqual([one?.title, one?.segment, one?.quote, one?.start_ms], ["All but the end", 0, "point 0 now", 0]);
    assert.deepEqual([two?.title, two?.quote], ["The end", `point ${two?.segment} now`]);
    assert.deepEqual([one?.end_ms, two?.end_ms], [two?.start_ms, 199 * 5000 + 4900]);
  });

  await t.step(
    "action items of the pieces become one list, each once; all of them where the model names none",
    async () => {
      let keeps = true;
      const find = (prompt: Prompt) => {
        if (isMerging(prompt)) {
          return data({
            items: keeps ? [{ text: "Say it", owner: null, due: "now", passage: 2, quote: "" }] : [],
          });
        }
        const [first] = pointsOf(prompt);
        return data({ items: [{ text: `Say ${first}`, owner: "Ann", due: null, passage: 1, quote: "much to say" }] });
      };
      const { document } = await make(api, ann, id, { kind: "action_items" }, find);
      assert.deepEqual(document.content?.items?.map(({ text, quote, due }) => [text, quote, due]), [[
        "Say it",
        "much to say",
        "now",
      ]]);
      keeps = false;
      const all = await make(api, ann, id, { kind: "action_items" }, find);
      assert((all.document.content?.items?.length ?? 0) > 1);
    },
  );

  await t.step("a piece whose answer would be too long is divided, until it is not", async () => {
    const mostly = (most: number) => (prompt: Prompt, call: { signal: AbortSignal }) =>
      shown(prompt).length > most
        ? data({ segments: [] }, "length")
        : rewriteWith((said) => said.toUpperCase())(prompt, call);
    const { document } = await make(api, ann, id, { kind: "proofread" }, mostly(5));
    assert.equal(document.status, "completed");
    assert.equal(document.content?.segments?.length, talk.length);
    const failed = await make(api, ann, id, { kind: "proofread" }, mostly(0));
    assert.deepEqual([failed.document.status, failed.document.error_code], ["failed", "provider_answer_invalid"]);
    assert.match(failed.document.error_message ?? "", /one passage/);
  });
});

Deno.test("work on a long document survives what goes wrong", async (t) => {
  await using job = await start();
  const { api, ann, id } = job;
  const { sql } = api.database;
  const good = rewriteWith((said) => said);

  await t.step("what was finished is not paid for again when it is given up and made again", async () => {
    let calls = 0;
    const asked = await askFor(api, ann, id, { kind: "proofread" });
    const { ring } = documentWorker(api, (prompt, call) => {
      if (++calls > 2) throw new ProviderError("provider_rejected", "It does not want to");
      return good(prompt, call);
    });
    await ring();
    const failed = await readDocument(api, ann, asked);
    assert.deepEqual([failed.status, failed.error_code, failed.text], ["failed", "provider_rejected", null]);
    const { all, finished } = await countPieces(api);
    assert.equal(finished, 2);

    assert.equal((await api.call(ann, "POST", `/documents/${asked.id}/regenerate`)).status, 202);
    const second = documentWorker(api, good);
    await second.ring();
    const document = await readDocument(api, ann, asked);
    assert.deepEqual([document.status, second.model.prompts.length], ["completed", all - 2]);
    assert.equal(document.input_tokens, all * 100);
  });

  await t.step("a worker that dies leaves what others can go on with", async () => {
    const asked = await askFor(api, ann, id, { kind: "proofread" });
    const { ring } = documentWorker(api, good);
    // The job that plans has done its work, and those of the pieces are lost.
    await sql`alter table private.document_pieces disable trigger enqueue_document_pieces`;
    await ring();
    await sql`alter table private.document_pieces enable trigger enqueue_document_pieces`;
    assert.equal((await readDocument(api, ann, asked)).status, "processing");
    await sql`select private.enqueue_jobs('document', array[${asked.id}]::uuid[])`;
    await ring();
    assert.equal((await readDocument(api, ann, asked)).status, "completed");
  });

  await t.step("a provider that is down for a moment is asked again", async () => {
    let isDown = true;
    const asked = await askFor(api, ann, id, { kind: "proofread" });
    const { ring } = documentWorker(api, (prompt, call) => {
      if (isDown) throw new ProviderError("provider_unavailable", "It is down");
      return good(prompt, call);
    });
    await ring();
    assert.equal((await readDocument(api, ann, asked)).status, "processing");
    isDown = false;
    await passTime(api);
    await ring();
    assert.equal((await readDocument(api, ann, asked)).status, "completed");
  });

  await t.step("what is cancelled or deleted meanwhile is made no further", async () => {
    const asked = await askFor(api, ann, id, { kind: "proofread" });
    const gone = await askFor(api, ann, id, { kind: "summary" });
    let calls = 0;
    const { ring } = documentWorker(api, async function* (prompt, call) {
      if (++calls === 1) {
        await api.call(ann, "POST", `/documents/${asked.id}/cancel`);
        await api.call(ann, "DELETE", `/documents/${gone.id}`);
      }
      yield* good(prompt, call) as Part[];
    });
    await ring();
    assert.equal((await readDocument(api, ann, asked)).status, "cancelled");
    assert(calls <= 4, `${calls} calls`);
    assert.deepEqual([...await sql`select kind from private.jobs where state in ('queued', 'running')`], []);
  });

  await t.step("an edit meanwhile makes it one of an earlier revision", async () => {
    const asked = await askFor(api, ann, id, { kind: "proofread" });
    let calls = 0;
    const { ring } = documentWorker(api, async function* (prompt, call) {
      if (++calls === 3) await api.call(ann, "PATCH", `/transcriptions/${id}/segments/199`, { text: "Thank you." });
      yield* good(prompt, call) as Part[];
    });
    await ring();
    const { status, revision, is_current } = await readDocument(api, ann, asked);
    assert.deepEqual([status, revision, is_current], ["completed", 1, false]);
  });
});
