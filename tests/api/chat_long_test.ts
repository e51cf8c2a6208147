import assert from "node:assert/strict";
import type postgres from "postgres";
import { countPrompt } from "../../shared/language/count_tokens.ts";
import { startApi } from "../support/api.ts";
import { ask, type Completion } from "../support/chat.ts";
import { cite, end, languageOf, modelOf, text } from "../support/language.ts";
import { addPerson, type Person } from "../support/people.ts";
import { readProblem } from "../support/problems.ts";
import { addTranscript } from "../support/transcripts.ts";

const needle = "The zeppelin is painted orange.";

Deno.test("transcripts that are longer than what a model reads", async (t) => {
  await using api = await startApi();
  const { sql } = api.database;
  const ann = await addPerson(sql);
  /** Asks about the needle, answered by a model that cites the passage where it is. */
  const find = async (transcription_ids: string[]) => {
    const model = modelOf((prompt) => {
      const places = prompt.sources.flatMap(({ passages }, source) =>
        passages.flatMap((passage, index) => passage.text === needle ? [{ source, index }] : [])
      );
      const [place] = places;
      return place
        ? [
          text("It is orange."),
          cite(place.index, "painted orange", { source: place.source, last: place.index }),
          end(),
        ]
        : [text("The transcript does not say."), end()];
    });
    const call = api.callWith({ language: languageOf(model) });
    const body = { transcription_ids, message: "What colour is the zeppelin painted?" };
    const answer = await ask<Completion>(call, ann, "/chat/completions", body);
    const [prompt] = model.prompts;
    assert(countPrompt(prompt!) + prompt!.outputTokens <= model.contextTokens);
    return { answer, prompt: prompt! };
  };

  await t.step("of ten hours are searched for what is asked", async () => {
    const id = await addLong(sql, ann, 7200, 5432);
    const { answer, prompt } = await find([id]);
    assert.deepEqual(answer.citations.map(({ segment, start_ms, quote }) => [segment, start_ms, quote]), [
      [5432, 5432 * 5000, "painted orange"],
    ]);
    const around = prompt.sources[0]!.passages.map(({ position }) => position);
    assert([5431, 5433].every((position) => around.includes(position)), "Its neighbours are there too");
    assert.deepEqual(around, around.toSorted((a, b) => a - b));
  });

  await t.step("may be fifty", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push(await addLong(sql, ann, 200, n === 33 ? 77 : -1));
    const { answer } = await find(ids);
    assert.deepEqual(answer.citations.map(({ transcription_id, segment }) => [transcription_id, segment]), [
      [ids[33], 77],
    ]);
  });

  await t.step("are whole as long as they fit", async () => {
    const id = await addLong(sql, ann, 1500, 1400);
    const { prompt } = await find([id]);
    assert.equal(prompt.sources[0]!.passages.length, 1500);
  });

  await t.step("are a problem where not even the question fits", async () => {
    const id = await addLong(sql, ann, 10, 5);
    const services = { openai: { ...api.deps.config.chat.services.openai!, contextTokens: 1500 } };
    const config = { ...api.deps.config, chat: { ...api.deps.config.chat, services } };
    const body = { transcription_id: id, message: "Why? ".repeat(790) };
    const problem = await readProblem(await api.callWith({ config })(ann, "POST", "/chat/completions", body));
    assert.deepEqual([problem.code, problem.status], ["prompt_too_long", 422]);
  });
});

/** A transcript of many segments of five seconds, the needle in one of them. */
async function addLong(sql: postgres.Sql, person: Person, segments: number, needleAt: number): Promise<string> {
  const { id } = await addTranscript(sql, person, { segments: [] });
  await sql`
    insert into public.segments (transcription_id, user_id, position, start_ms, end_ms, speaker, text)
    select ${id}, ${person.id}, n, n * 5000, n * 5000 + 4900, 'A',
      case n when ${needleAt} then ${needle} else 'And number ' || n || ' is about the price of bread and fish again.' end
    from generate_series(0, ${segments - 1}) as n`;
  await sql`
    update public.transcriptions set text = (
      select string_agg(text, ' ' order by position) from public.segments where transcription_id = ${id}
    ) where id = ${id}`;
  return id;
}
