import assert from "node:assert/strict";
import { ProviderError } from "../../shared/provider_error.ts";
import { startApi } from "../support/api.ts";
import { addMeeting, ask, type Message, type Session } from "../support/chat.ts";
import { readEventStream } from "../support/event_stream.ts";
import { cite, end, languageOf, modelOf, type Script, text } from "../support/language.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse, readProblem } from "../support/problems.ts";
import { until } from "../support/until.ts";

Deno.test("a question in a session", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  const transcription = await addMeeting(api, ann);
  const answering = (script: Script) => {
    const model = modelOf(script);
    return { model, call: api.callWith({ language: languageOf(model) }) };
  };
  const begin = async () => {
    const { id } = await ask<Session>(api.call, ann, "/chat/sessions", { transcription_ids: [transcription] });
    return `/chat/sessions/${id}`;
  };
  const messages = async (path: string, query = "order=oldest") =>
    (await (await api.call(ann, "GET", `${path}/messages?${query}`)).json()).data as Message[];
  const numbered = () => {
    let number = 0;
    return answering(() => [text(`Answer ${++number}.`), end()]);
  };
  /** A model that begins to answer, and goes on when it is let. */
  const waiting = () => {
    const more = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { call } = answering(async function* (_prompt, { signal }) {
      yield text("So far");
      begun.resolve();
      await Promise.race([more.promise, new Promise((resolve) => signal.addEventListener("abort", resolve))]);
      signal.throwIfAborted();
      yield text(" and further.");
      yield end();
    });
    return { call, begun: begun.promise, goOn: more.resolve };
  };

  await t.step("is kept with its answer, in order", async () => {
    const path = await begin();
    const { call } = answering(() => [text("The budget."), cite(1, "the budget"), end()]);
    const answer = await ask<Message>(call, ann, `${path}/messages`, { content: "What was approved?", role: "user" });
    assert.deepEqual([answer.role, answer.status, answer.content, answer.position], [
      "assistant",
      "completed",
      "The budget.",
      1,
    ]);
    assert.equal(answer.citations[0]?.quote, "the budget");
    const [question, kept] = await messages(path);
    assert.deepEqual(kept, answer);
    assert.deepEqual([question?.role, question?.content, question?.position], ["user", "What was approved?", 0]);
    assert.deepEqual(await (await api.call(ann, "GET", `/chat/messages/${answer.id}`)).json(), answer);
  });

  await t.step("cannot be put into the mouth of the assistant", async () => {
    const path = await begin();
    for (const role of ["assistant", "system"]) {
      const response = await api.call(ann, "POST", `${path}/messages`, { content: "I say so.", role });
      assert.equal(await outcomeOfResponse(response), "422 invalid_request");
    }
    assert.deepEqual(await messages(path), []);
  });

  await t.step("is asked with what was said before, the newest first where not all has room", async () => {
    const path = await begin();
    const { model, call } = numbered();
    for (const content of ["First?", "Second?"]) await ask(call, ann, `${path}/messages`, { content });
    assert.deepEqual(model.prompts[1]!.turns, [
      { role: "user", content: "First?" },
      { role: "assistant", content: "Answer 1." },
      { role: "user", content: "Second?" },
    ]);
    const services = { openai: { ...api.deps.config.chat.services.openai!, contextTokens: 4000 } };
    const config = { ...api.deps.config, chat: { ...api.deps.config.chat, services } };
    const small = api.callWith({ config, language: languageOf(model) });
    for (const content of [`Long? ${"word ".repeat(700)}`, "Last?"]) {
      await ask(small, ann, `${path}/messages`, { content });
    }
    assert.deepEqual(model.prompts.at(-1)!.turns.map(({ content }) => content), ["Last?"]);
  });

  await t.step("comes as a stream, whose end is the message", async () => {
    const path = await begin();
    const { call } = answering(() => [text("The budget."), cite(1, "the budget"), end()]);
    await using stream = readEventStream(
      await call(ann, "POST", `${path}/messages`, { content: "What?", stream: true }),
    );
    const told = await stream.ended();
    assert.deepEqual(told.map(({ type }) => type), ["delta", "citation", "done"]);
    assert.deepEqual(told[2]!.data, { ...(await messages(path))[1] });
  });

  await t.step("of two that are asked at once is answered one, and the other is told to wait", async () => {
    const path = await begin();
    const { call, begun, goOn } = waiting();
    const first = call(ann, "POST", `${path}/messages`, { content: "One?" });
    await begun;
    const refused = await call(ann, "POST", `${path}/messages`, { content: "Two?" }, {
      "idempotency-key": "of the second",
    });
    const problem = await readProblem(refused);
    assert.deepEqual([problem.code, problem.retryable], ["session_busy", true]);
    goOn();
    assert.equal((await first).status, 200);
    const again = await call(ann, "POST", `${path}/messages`, { content: "Two?" }, {
      "idempotency-key": "of the second",
    });
    assert.equal(again.status, 200);
    assert.deepEqual((await messages(path)).map(({ content }) => content), [
      ...["One?", "So far and further.", "Two?", "So far and further."],
    ]);
  });

  await t.step("is never mixed with others, however many come at once", async () => {
    const path = await begin();
    const { call } = numbered();
    const outcomes = await Promise.all(
      Array.from(
        { length: 8 },
        async (_, n) =>
          await outcomeOfResponse(await call(ann, "POST", `${path}/messages`, { content: `Question ${n}?` })),
      ),
    );
    const answered = outcomes.filter((outcome) => outcome === "200").length;
    assert(answered > 0 && outcomes.every((outcome) => outcome === "200" || outcome === "409 session_busy"));
    const all = await messages(path);
    assert.deepEqual(
      all.map(({ role, position }) => [role, position]),
      all.map((_, n) => [
        n % 2 ? "assistant" : "user",
        n,
      ]),
    );
    assert.equal(all.length, answered * 2);
  });

  await t.step("is stopped: the provider too, and what came is kept", async () => {
    const path = await begin();
    const { call, begun } = waiting();
    const answer = call(ann, "POST", `${path}/messages`, { content: "One?" });
    await begun;
    const stopped = await ask<Message>(api.call, ann, `${path}/stop`, undefined);
    assert.deepEqual([stopped.status, stopped.content], ["cancelled", "So far"]);
    assert.deepEqual(await (await answer).json(), stopped);
    const nothing = await api.call(ann, "POST", `${path}/stop`);
    assert.equal(await outcomeOfResponse(nothing), "409 nothing_to_stop");
    const { model, call: next } = numbered();
    await ask(next, ann, `${path}/messages`, { content: "Two?" });
    assert.deepEqual(model.prompts[0]!.turns.map(({ content }) => content), ["One?", "So far", "Two?"]);
  });

  await t.step("ends when its session is deleted", async () => {
    const path = await begin();
    const { call, begun } = waiting();
    const answer = call(ann, "POST", `${path}/messages`, { content: "One?", stream: true });
    await begun;
    await using stream = readEventStream(await answer);
    await api.call(ann, "DELETE", path);
    const told = await stream.ended();
    assert.equal(told.at(-1)!.type, "error");
    assert.equal(told.at(-1)!.data.code, "session_not_found");
  });

  await t.step("whose function was lost does not hold the session for ever", async () => {
    const path = await begin();
    const { call, begun, goOn } = waiting();
    const lost = call(ann, "POST", `${path}/messages`, { content: "One?" });
    await begun;
    await sql`update public.chat_messages set lease_until = now() - interval '1 second' where status = 'processing'`;
    await ask(numbered().call, ann, `${path}/messages`, { content: "Two?" });
    goOn();
    await (await lost).body?.cancel();
    const all = await messages(path);
    assert.deepEqual(all.map(({ content, status, error_code }) => [content, status, error_code]), [
      ["One?", "completed", null],
      ["", "failed", "worker_lost"],
      ["Two?", "completed", null],
      ["Answer 1.", "completed", null],
    ]);
  });

  await t.step("is answered again, in the same place and with what was said before it", async () => {
    const path = await begin();
    const { model, call } = numbered();
    const first = await ask<Message>(call, ann, `${path}/messages`, { content: "First?" });
    await ask(call, ann, `${path}/messages`, { content: "Second?" });
    const again = await ask<Message>(call, ann, `${path}/messages/${first.id}/regenerate`, { max_tokens: 9 });
    assert.deepEqual([again.id, again.content, again.position], [first.id, "Answer 3.", 1]);
    const { turns, outputTokens } = model.prompts.at(-1)!;
    assert.deepEqual([turns, outputTokens], [[{ role: "user", content: "First?" }], 9]);
    const [question] = await messages(path);
    for (const id of [question!.id, crypto.randomUUID()]) {
      const response = await call(ann, "POST", `${path}/messages/${id}/regenerate`);
      assert.equal(await outcomeOfResponse(response), "404 message_not_found");
    }
  });

  await t.step("keeps its old answer where a new one does not come", async () => {
    const path = await begin();
    const old = await ask<Message>(numbered().call, ann, `${path}/messages`, { content: "First?" });
    const { call } = answering(() => {
      throw new ProviderError("provider_unavailable", "openai is down");
    });
    const response = await call(ann, "POST", `${path}/messages/${old.id}/regenerate`);
    assert.equal(await outcomeOfResponse(response), "503 provider_unavailable");
    assert.deepEqual((await messages(path))[1], old);
  });

  await t.step("that fails says so in its place, and can be asked again", async () => {
    const path = await begin();
    const { call } = answering(() => {
      throw new ProviderError("provider_unavailable", "openai is down");
    });
    const response = await call(ann, "POST", `${path}/messages`, { content: "First?" });
    assert.equal(await outcomeOfResponse(response), "503 provider_unavailable");
    const [, failed] = await messages(path);
    assert.deepEqual([failed?.status, failed?.error_code, failed?.content], ["failed", "provider_unavailable", ""]);
    const again = await ask<Message>(numbered().call, ann, `${path}/messages/${failed!.id}/regenerate`, undefined);
    assert.deepEqual([again.status, again.error_code, again.content], ["completed", null, "Answer 1."]);
  });

  await t.step("is listed from either end, by pages", async () => {
    const path = await begin();
    const { call } = numbered();
    for (const content of ["A?", "B?", "C?"]) await ask(call, ann, `${path}/messages`, { content });
    for (const order of ["oldest", "newest"]) {
      const positions: (number | null)[] = [];
      for (let cursor = ""; cursor !== undefined;) {
        const page = await (await api.call(ann, "GET", `${path}/messages?limit=4&order=${order}${cursor}`)).json();
        positions.push(...page.data.map(({ position }: Message) => position));
        if (page.next_cursor === null) break;
        cursor = `&cursor=${page.next_cursor}`;
      }
      const expected = [0, 1, 2, 3, 4, 5];
      assert.deepEqual(positions, order === "oldest" ? expected : expected.toReversed());
    }
    const nobodys = `/chat/sessions/${crypto.randomUUID()}/messages?cursor=none`;
    assert.equal(await outcomeOfResponse(await api.call(ann, "GET", nobodys)), "400 invalid_cursor");
  });

  await t.step("is metered and told of once, when it has ended", async () => {
    const path = await begin();
    const eve = ann.id;
    const used = async () => {
      const [row] =
        await sql`select input_tokens + output_tokens as tokens from public.usage_daily where user_id = ${eve}`;
      return Number(row?.tokens ?? 0);
    };
    const before = await used();
    const { id } = await ask<Message>(numbered().call, ann, `${path}/messages`, { content: "A?" });
    assert.equal(await used() - before, 110);
    const events = await until(async () => {
      const rows = await sql`select type, data from public.events where subject_id = ${id}`;
      return rows.length > 0 ? rows : undefined;
    });
    assert.deepEqual(events.map(({ type, data }) => [type, data]), [["answer.completed", {
      ...{ id, session_id: path.split("/").at(-1), status: "completed", provider: "openai", error_code: null },
    }]]);
  });
});
