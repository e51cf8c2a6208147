import assert from "node:assert/strict";
import { ProviderError } from "../../shared/provider_error.ts";
import { startApi } from "../support/api.ts";
import { addMeeting, meeting } from "../support/chat.ts";
import { askFor, data, documentWorker, make, readDocument, rewriteWith } from "../support/document_models.ts";
import { cite, end, modelOf, text } from "../support/language.ts";
import { addPerson } from "../support/people.ts";

Deno.test("a document is made of a transcript", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const id = await addMeeting(api, ann);
  await sql`delete from private.jobs`;

  await t.step("a summary, with the places that it rests on, checked", async () => {
    const answer = [
      text("They approved two million."),
      cite(1, "the budget of two million"),
      cite(0, "never said"),
      end(),
    ];
    const { document, prompts } = await make(api, ann, id, { kind: "summary" }, () => answer);
    assert.deepEqual([document.status, document.text, document.is_current], [
      "completed",
      "They approved two million.",
      true,
    ]);
    assert.deepEqual(document.content, {
      citations: [{
        ...{ at: 26, transcription_id: id, segment: 1, quote: "the budget of two million" },
        ...{ start_ms: 6000, end_ms: 8400 },
      }],
    });
    assert.deepEqual(document.report, { removed_citations: 1 });
    assert.deepEqual([document.input_tokens, document.output_tokens], [100, 10]);
    assert.deepEqual([document.provider, document.model], ["openai", "gpt-of-the-tests-2026"]);
    assert.match(prompts[0]!.instructions, /^Task: summary\n\nYou summarise/);
    assert.equal(prompts[0]!.instructions.includes(document.prompt_text), true);
    const [used] =
      await sql`select input_tokens::int, output_tokens::int from public.usage_daily where user_id = ${ann.id}`;
    assert.deepEqual({ ...used }, { input_tokens: 100, output_tokens: 10 });
  });

  await t.step("chapters, each from where it begins until the next, in order", async () => {
    const chapters = [
      { title: "Opening", passage: 3, quote: "third of May" },
      { title: "Budget", passage: 1, quote: "we APPROVE the budget" },
      { title: "Nowhere", passage: 9, quote: "" },
    ];
    const { document } = await make(api, ann, id, { kind: "chapters" }, () => data({ chapters }));
    assert.deepEqual(document.content, {
      chapters: [
        { title: "Budget", segment: 0, start_ms: 0, end_ms: 11_000, quote: "We approve the budget" },
        { title: "Opening", segment: 2, start_ms: 11_000, end_ms: 18_000, quote: "third of May" },
      ],
    });
    assert.equal(document.text, "00:00:00 Budget\n00:00:11 Opening");
    assert.deepEqual(document.report, { removed_citations: 0, removed_items: 1 });
  });

  await t.step("action items, and none whose words nobody has said", async () => {
    const items = [
      { text: "Have coffee", owner: "Bob", due: null, passage: 4, quote: "let us have some coffee" },
      { text: "Sell the harbour", owner: null, due: "today", passage: 2, quote: "sell the harbour" },
      { text: "Open it", owner: " ", due: "3 May", passage: 2, quote: "the third of May" },
    ];
    const { document } = await make(api, ann, id, { kind: "action_items" }, () => data({ items }));
    const times = { segment: 3, start_ms: 15_500, end_ms: 17_900 };
    assert.deepEqual(document.content?.items?.[0], {
      ...{ text: "Have coffee", owner: "Bob", due: null, quote: "let us have some coffee" },
      ...times,
    });
    assert.equal(document.text, "- Have coffee (Bob)\n- Open it (3 May)");
    assert.deepEqual(document.report, { removed_citations: 1, removed_items: 0 });
  });

  await t.step("a proofread text, of which what was changed too much stays as it was", async () => {
    const change = (said: string) =>
      said.startsWith("Good")
        ? said.replace("everyone", "everybody")
        : said.startsWith("The opening")
        ? "It is in June."
        : said;
    const { document } = await make(api, ann, id, { kind: "proofread" }, rewriteWith(change));
    assert.deepEqual(document.content, {
      segments: [{ segment: 0, text: "Good morning, everybody, and welcome to the budget meeting." }],
    });
    assert.deepEqual([document.report.flagged, document.report.changed, document.report.words], [[2], 4, 34]);
    assert.match(document.text ?? "", /^Ann: Good morning, everybody,.*\n\nBob: We approve .*\n\nAnn: The opening/);
  });

  await t.step(
    "a proofread text whose model forgets passages, which are asked for once more and then stay",
    async () => {
      const forgets = (prompt: Parameters<ReturnType<typeof rewriteWith>>[0], call: { signal: AbortSignal }) => {
        const { sources: [source] } = prompt;
        const passages = source!.passages.slice(0, -1);
        return rewriteWith((said) => said)({ ...prompt, sources: [{ ...source!, passages }] }, call);
      };
      const { document, prompts } = await make(api, ann, id, { kind: "proofread" }, forgets);
      assert.deepEqual(prompts.map(({ sources }) => sources[0]!.passages.length), [4, 1]);
      assert.deepEqual([document.report.flagged, document.input_tokens], [[3], 200]);
    },
  );

  await t.step("a translation, of every segment", async () => {
    const asked = { kind: "translation", language: "de" };
    const { document, prompts } = await make(api, ann, id, asked, rewriteWith((said) => `Auf Deutsch: ${said.length}`));
    assert.equal(document.content?.segments?.length, 4);
    assert.match(prompts[0]!.turns[0]!.content, /into German \(de\)/);
    assert.match(document.text ?? "", /^Ann: Auf Deutsch: 58/);
    const short = await make(api, ann, id, asked, () => data({ segments: [{ number: 1, text: "Guten Morgen." }] }));
    assert.deepEqual([short.document.status, short.document.error_code], ["failed", "provider_answer_invalid"]);
  });

  await t.step("whatever else is asked for, with the request apart from the transcript", async () => {
    const asked = { kind: "custom", prompt: "Write a limerick" };
    const { document, prompts } = await make(api, ann, id, asked, () => [text("There once was\0 a harbour"), end()]);
    assert.equal(document.text, "There once was  a harbour");
    assert.deepEqual(prompts[0]!.turns, [{ role: "user", content: "Write a limerick" }]);
    assert(!prompts[0]!.instructions.includes("limerick"));
  });

  await t.step("of nothing where nothing was said, and nobody is asked", async () => {
    const silent = await addMeeting(api, ann, [{ ...meeting[0]!, text: " ", words: [] }]);
    for (const kind of ["summary", "chapters", "action_items", "proofread"]) {
      const { document, prompts } = await make(api, ann, silent, { kind }, () => []);
      assert.deepEqual([document.status, document.text, prompts.length], ["completed", "", 0], kind);
    }
  });

  await t.step("again where the first answer is not what was asked for, and not a third time", async () => {
    const answers = [[text("Certainly! Here"), end()], [text('```json\n{"chapters": []}\n```'), end()]];
    const { document } = await make(api, ann, id, { kind: "chapters" }, () => answers.shift()!);
    assert.deepEqual([document.status, document.text], ["completed", ""]);
    const failed = await make(api, ann, id, { kind: "chapters" }, () => [text("No."), end()]);
    assert.deepEqual([failed.document.error_code, failed.prompts.length], ["provider_answer_invalid", 2]);
  });

  await t.step("with the prompt of the time when it was asked for", async () => {
    const asked = await askFor(api, ann, id, { kind: "summary" });
    await sql.begin(async (tx) => {
      await tx`update public.prompts set is_active = false where kind = 'summary'`;
      await tx`insert into public.prompts (kind, version, text, is_active) values ('summary', 2, 'Be brief.', true)`;
    });
    const { model, ring } = documentWorker(api, () => [text("Brief."), end()]);
    await ring();
    const { prompt_version, id: documentId } = await readDocument(api, ann, asked);
    assert.equal(prompt_version, 1);
    assert.match(model.prompts[0]!.instructions, /You summarise/);
    await api.call(ann, "POST", `/documents/${documentId}/regenerate`);
    await ring();
    const again = await readDocument(api, ann, asked);
    assert.deepEqual([again.prompt_version, again.prompt_text, again.status], [2, "Be brief.", "completed"]);
    assert.match(model.prompts[1]!.instructions, /Be brief\./);
  });
});

Deno.test("a provider that cannot make a document hands over to the next, unless one was named", async () => {
  await using api = await startApi({
    ...{
      CHAT_PROVIDERS: "openai,anthropic",
      ANTHROPIC_API_KEY: "key-of-anthropic",
      ANTHROPIC_MODEL: "claude-of-the-tests",
    },
  });
  const ann = await addPerson(api.database.sql);
  const id = await addMeeting(api, ann);
  await api.database.sql`delete from private.jobs`;
  const dry = modelOf(() => {
    throw new ProviderError("provider_quota_exceeded", "The account has run dry");
  });
  const other = modelOf(() => [text("In short."), end({ model: "claude" })], { name: "anthropic" });
  const { ring } = documentWorker(api, dry, other);
  const [any, named] = [
    await askFor(api, ann, id, { kind: "summary" }),
    await askFor(api, ann, id, { kind: "summary", provider: "openai" }),
  ];
  await ring();
  const done = await readDocument(api, ann, any);
  assert.deepEqual([done.status, done.provider, done.model, done.text], [
    "completed",
    "anthropic",
    "claude",
    "In short.",
  ]);
  const failed = await readDocument(api, ann, named);
  assert.deepEqual([failed.status, failed.error_code], ["failed", "provider_quota_exceeded"]);
});
