import assert from "node:assert/strict";
import { findPassages } from "../../shared/answers/find_passages.ts";
import { connectDatabase } from "../../shared/db.ts";
import { cloneDatabase } from "../support/database.ts";
import { addPerson } from "../support/people.ts";
import { addTranscript } from "../support/transcripts.ts";

Deno.test("passages that a question is about", async (t) => {
  await using database = await cloneDatabase();
  const { sql } = database;
  const db = connectDatabase(database.url);
  const [ann, bob] = [await addPerson(sql), await addPerson(sql)];
  const add = async (texts: string[], language = "en", person = ann) =>
    (await addTranscript(sql, person, { language, segments: texts.map((text) => ({ text })) })).id;
  const fillers = (howMany: number) => Array.from({ length: howMany }, (_, index) => `Nothing much, part ${index}.`);
  /** What is found, as positions of each transcript in turn. */
  const find = async (ids: string[], question: string, tokens = 1000, person = ann) => {
    const found = await db.asUser(person.caller, (tx) => findPassages(tx, { transcriptionIds: ids, question, tokens }));
    assert.deepEqual(
      found.map(({ transcriptionId }) => ids.indexOf(transcriptionId)),
      found.map((one) => ids.indexOf(one.transcriptionId)).toSorted((a, b) => a - b),
    );
    return ids.map((id) => found.filter((one) => one.transcriptionId === id).map(({ position }) => position));
  };
  try {
    await t.step("are what holds its words in any form, with what is said before and after", async () => {
      const id = await add([...fillers(5), "We approved the annual budgets.", ...fillers(5)]);
      assert.deepEqual(await find([id], "What was said about the Budget?"), [[4, 5, 6]]);
      const edge = await add(["Budgets.", ...fillers(3), "Budget"]);
      assert.deepEqual(await find([edge], "budget"), [[0, 1, 3, 4]]);
    });

    await t.step("are first those with the rarer words, and with more of them", async () => {
      const common = Array.from({ length: 40 }, () => ["The project goes on.", "Yes."]).flat();
      const id = await add([...common, "The walrus escaped.", ...common]);
      assert.deepEqual(await find([id], "Which project has the walrus?", 70), [[79, 80, 81]]);
      const both = await add([...common, "The project of the walrus.", ...common, "The walrus.", "Hm."]);
      assert.deepEqual(await find([both], "Which project has the walrus?", 70), [[79, 80, 81]]);
    });

    await t.step("stay within the room, and leave out what is too long for it", async () => {
      const id = await add([`Walrus. ${"word ".repeat(2000)}`, ...fillers(3), "A walrus.", ...fillers(3)]);
      assert.deepEqual(await find([id], "walrus", 80), [[3, 4, 5]]);
      assert.deepEqual(await find([id], "walrus", 30), [[4]]);
      assert.deepEqual(await find([id], "walrus", 5), [[]]);
    });

    await t.step("are spread over the transcripts", async () => {
      const greedy = await add(Array.from({ length: 500 }, () => "The walrus sings and sings."));
      const others = await Promise.all(
        Array.from(
          { length: 12 },
          () => add([...fillers(4), "There is a walrus in this long sentence too.", ...fillers(4)]),
        ),
      );
      const found = await find([greedy, ...others], "Does the walrus sing?", 1500);
      assert.deepEqual(found.slice(1).map((positions) => positions.includes(4)), others.map(() => true));
      assert(found[0]!.length >= 3);
    });

    await t.step("are the beginnings where the question has no word that is said", async () => {
      const ids = [await add(fillers(300)), await add(fillers(2)), await add(fillers(300))];
      for (const question of ["What is this about?", "zebra", "?", ""]) {
        const [first, second, third] = await find(ids, question, 300);
        assert.deepEqual(second, [0, 1], question);
        assert.deepEqual(first, first!.map((_, index) => index));
        assert(Math.abs(first!.length - third!.length) <= 1 && first!.length > 3, question);
      }
    });

    await t.step("are found in each transcript by its own language", async () => {
      const ids = [
        await add([...fillers(3), "Die Häuser brennen."], "de"),
        await add([...fillers(3), "今天的会议记录"], "zh"),
        await add([...fillers(3), "Houses"], "en"),
      ];
      assert.deepEqual(await find(ids, "Haus"), [[2, 3], [], []]);
      assert.deepEqual(await find(ids, "会议什么时候开始？"), [[], [2, 3], []]);
      assert.deepEqual(await find(ids, "house"), [[], [], [2, 3]]);
      assert.deepEqual(await find(ids, "the house, haus, 会议"), [[2, 3], [2, 3], [2, 3]]);
    });

    await t.step("are nobody else's, and all of them for the worker", async () => {
      const id = await add(["Walrus"], "en", bob);
      assert.deepEqual(await find([id], "walrus"), [[]]);
      assert.deepEqual(await find([id], "nothing"), [[]]);
      const asked = { transcriptionIds: [id], question: "walrus", tokens: 100 };
      assert.deepEqual(await db.asService((tx) => findPassages(tx, asked)), [{ transcriptionId: id, position: 0 }]);
    });

    await t.step("are not what was taken out of the text", async () => {
      const id = await add(["Walrus", "", "Walrus"]);
      await sql`update public.segments set text = '' where transcription_id = ${id} and position = 0`;
      assert.deepEqual(await find([id], "walrus"), [[2]]);
      assert.deepEqual(await find([id], "nothing"), [[2]]);
    });

    await t.step("are found in a recording of ten hours", async () => {
      const long = await add(
        Array.from({ length: 7200 }, (_, index) => `Part ${index} of a talk on ${index % 9 ? "law" : "tax"}.`),
      );
      const [positions] = await find([long], "part 5000, tax", 24_000);
      assert(positions!.includes(5000) && positions!.length > 300);
    });
  } finally {
    await db.close();
  }
});
