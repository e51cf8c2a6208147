import assert from "node:assert/strict";
import { startApi } from "../support/api.ts";
import { addMeeting, ask, type Message, type Session } from "../support/chat.ts";
import { addPerson } from "../support/people.ts";
import { outcomeOfResponse } from "../support/problems.ts";
import { addReadyEntry, addTranscription } from "../support/rows.ts";

Deno.test("a chat session", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const [one, two] = [await addMeeting(api, ann), await addMeeting(api, ann)];
  const begin = (body: unknown = { transcription_ids: [one] }) => ask<Session>(api.call, ann, "/chat/sessions", body);
  const read = async (id: string) => await (await api.call(ann, "GET", `/chat/sessions/${id}`)).json() as Session;

  await t.step("is about transcripts in whatever state, or about nothing yet", async () => {
    const queued = await addTranscription(sql, ann, await addReadyEntry(sql, ann));
    const session = await begin({ title: " Mine ", transcription_ids: [one, queued] });
    assert.deepEqual([session.title, session.status, session.transcription_ids.toSorted()], [
      "Mine",
      "active",
      [one, queued].toSorted(),
    ]);
    assert.deepEqual(await read(session.id), session);
    assert.deepEqual((await ask<Session>(api.call, ann, "/chat/sessions", undefined)).transcription_ids, []);
  });

  await t.step("is about nothing of others", async () => {
    const hidden = await addMeeting(api, bob);
    const body = { transcription_ids: [one, hidden] };
    const { count } = await sql`select from public.chat_sessions`;
    assert.equal(
      await outcomeOfResponse(await api.call(ann, "POST", "/chat/sessions", body)),
      "404 transcription_not_found",
    );
    const { id } = await begin();
    const added = await api.call(ann, "POST", `/chat/sessions/${id}/sources`, { transcription_ids: [two, hidden] });
    assert.equal(await outcomeOfResponse(added), "404 transcription_not_found");
    assert.deepEqual((await read(id)).transcription_ids, [one]);
    assert.equal((await sql`select from public.chat_sessions`).count, count + 1);
  });

  await t.step("takes sources up and leaves them, fifty at most", async () => {
    const { id } = await begin();
    const path = `/chat/sessions/${id}/sources`;
    const session = await ask<Session>(api.call, ann, path, { transcription_ids: [two, one] });
    assert.deepEqual(session.transcription_ids, [one, two]);
    assert.equal(await outcomeOfResponse(await api.call(ann, "DELETE", `${path}/${one}`)), "204");
    assert.deepEqual((await read(id)).transcription_ids, [two]);
    const again = await api.call(ann, "DELETE", `${path}/${one}`);
    assert.equal(await outcomeOfResponse(again), "404 transcription_not_found");
    const entry = await addReadyEntry(sql, ann);
    const many = await Promise.all(Array.from({ length: 50 }, () => addTranscription(sql, ann, entry)));
    const tooMany = await api.call(ann, "POST", path, { transcription_ids: many });
    assert.equal(await outcomeOfResponse(tooMany), "422 invalid_request");
    assert.deepEqual((await read(id)).transcription_ids, [two]);
  });

  await t.step("loses a transcript that is deleted, and keeps what was said of it", async () => {
    const gone = await addMeeting(api, ann);
    const { id } = await begin({ transcription_ids: [gone] });
    await ask(api.call, ann, `/chat/sessions/${id}/messages`, { content: "What was approved?" });
    await api.call(ann, "DELETE", `/transcriptions/${gone}`);
    assert.deepEqual((await read(id)).transcription_ids, []);
    const { data } = await (await api.call(ann, "GET", `/chat/sessions/${id}/messages`)).json();
    assert.equal(data.length, 2);
    const response = await api.call(ann, "POST", `/chat/sessions/${id}/messages`, { content: "And now?" });
    assert.equal(await outcomeOfResponse(response), "409 session_has_no_sources");
  });

  await t.step("is renamed, archived and taken up again; nothing is asked of it meanwhile", async () => {
    const { id } = await begin();
    const path = `/chat/sessions/${id}`;
    const patch = async (body: unknown) => await (await api.call(ann, "PATCH", path, body)).json() as Session;
    assert.equal((await patch({ title: "Renamed" })).title, "Renamed");
    assert.equal((await patch({ status: "archived" })).status, "archived");
    const asked = () => api.call(ann, "POST", `${path}/messages`, { content: "Who?" });
    assert.equal(await outcomeOfResponse(await asked()), "409 session_archived");
    assert.equal((await patch({ status: "active" })).title, "Renamed");
    assert.equal(await outcomeOfResponse(await asked()), "200");
    for (const body of [{}, { status: "busy" }, { user_id: bob.id }]) {
      assert.equal(await outcomeOfResponse(await api.call(ann, "PATCH", path, body)), "422 invalid_request");
    }
  });

  await t.step("is named after its first question, unless it has a name", async () => {
    const { id } = await begin();
    const path = `/chat/sessions/${id}`;
    for (const content of [`What\n was ${"x".repeat(100)}`, "Another?"]) {
      await ask(api.call, ann, `${path}/messages`, { content });
      assert.equal((await read(id)).title, `What was ${"x".repeat(71)}`);
    }
  });

  await t.step("is listed by pages and by status, newest first, nobody else's among them", async () => {
    const eve = await addPerson(sql);
    const all: string[] = [];
    for (let n = 0; n < 5; n++) all.unshift((await ask<Session>(api.call, eve, "/chat/sessions", {})).id);
    await api.call(eve, "PATCH", `/chat/sessions/${all[1]}`, { status: "archived" });
    const list = async (query: string) => {
      const page = await (await api.call(eve, "GET", `/chat/sessions?${query}`)).json();
      return { ids: page.data.map(({ id }: Session) => id) as string[], cursor: page.next_cursor as string | null };
    };
    const first = await list("limit=3");
    const second = await list(`limit=3&cursor=${first.cursor}`);
    assert.deepEqual([...first.ids, ...second.ids].toSorted(), all.toSorted());
    assert.equal(second.cursor, null);
    assert.deepEqual((await list("status=archived")).ids, [all[1]]);
    assert.equal((await list("status=active")).ids.length, 4);
  });

  await t.step("goes with its messages", async () => {
    const { id } = await begin();
    const { id: answer } = await ask<Message>(api.call, ann, `/chat/sessions/${id}/messages`, { content: "Who?" });
    assert.equal(await outcomeOfResponse(await api.call(ann, "DELETE", `/chat/sessions/${id}`)), "204");
    const left = await api.call(ann, "GET", `/chat/messages/${answer}`);
    assert.equal(await outcomeOfResponse(left), "404 message_not_found");
  });
});
