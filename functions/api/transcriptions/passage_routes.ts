import type { Hono } from "hono";
import { z } from "zod";
import type { Block } from "../../../shared/reading/blocks.ts";
import { isSearchable } from "../../../shared/reading/find_phrase.ts";
import { findParagraphs } from "../../../shared/reading/paragraphs.ts";
import type { Passage as PassageFound } from "../../../shared/reading/passages.ts";
import { findSentences } from "../../../shared/reading/sentences.ts";
import type { Range } from "../../../shared/reading/split_words.ts";
import { Word } from "../../../shared/transcript.ts";
import { publicAddress } from "../address.ts";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { document } from "../document.ts";
import { Text, valid } from "../input.ts";
import { createCursors, pageOf, toPage } from "../page.ts";
import { findSpoken } from "./find_spoken.ts";
import { readAhead } from "./read_ahead.ts";
import { readTranscription } from "./read_transcription.ts";
import { Id, SegmentsQuery } from "./schemas.ts";

const tag = "transcriptions";

const Spoken = z.object({
  text: z.string(),
  start_ms: z.int().nullable(),
  end_ms: z.int().nullable(),
  segment: z.int().describe("The position of the segment where it begins"),
  speaker: z.string().nullable(),
  confidence: z.number().nullable(),
}).meta({ ref: "Spoken" });

const Passage = Spoken.extend({ position: z.int(), words: z.array(Word).nullable() }).meta({ ref: "Passage" });

const WordsQuery = SegmentsQuery.extend({
  q: Text.trim().max(200).refine(isSearchable, "Must hold a letter or a digit").optional()
    .describe("A word or a phrase, in any case, with or without accents and punctuation"),
});

const Place = [z.int32().nonnegative(), z.int32().nonnegative()] as const;
const wordCursors = createCursors("words", z.tuple([...Place]));

/** A transcript in the units that people read and look for. */
export function addPassageRoutes(app: Hono<UserEnv>, deps: ApiDeps): void {
  addPassageRoute(app, deps, "sentences", findSentences);
  addPassageRoute(app, deps, "paragraphs", findParagraphs);

  const { config, db } = deps;
  app.get(
    "/:id/words",
    document({
      summary: "Read the words in order, or find where a word or a phrase is said",
      tag,
      success: {
        status: 200,
        description: "A page",
        schema: pageOf(Spoken).extend({
          total: z.int().nullable().describe("How often `q` is said in all; null where nothing is looked for"),
        }),
      },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("query", WordsQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor, q } = c.req.valid("query");
      const [segment, offset] = wordCursors.read(cursor) ?? [0, 0];
      const { total, passages } = await db.asUser(c.get("caller"), async (tx) => {
        await readTranscription(tx, id);
        const from = { segment, offset };
        if (q !== undefined) return await findSpoken(tx, id, q, from, limit);
        return { total: null, passages: await readAhead(tx, id, from, limit, ({ words }) => words) };
      });
      const { data, ...page } = toPage(
        passages,
        limit,
        publicAddress(config, c.req.url),
        ({ until }) => wordCursors.write([until.segment, until.offset]),
      );
      return c.json({ data: data.map(toSpoken), ...page, total });
    },
  );
}

function addPassageRoute(
  app: Hono<UserEnv>,
  { config, db }: ApiDeps,
  unit: "sentences" | "paragraphs",
  find: (block: Block) => Iterable<Range>,
): void {
  const cursors = createCursors(unit, z.tuple([z.int32().nonnegative(), ...Place]));
  app.get(
    `/:id/${unit}`,
    document({
      summary: `Read the transcript in ${unit}`,
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Passage) },
      problems: ["transcription_not_found", "invalid_cursor"],
    }),
    valid("param", Id),
    valid("query", SegmentsQuery),
    async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor } = c.req.valid("query");
      const [first, segment, offset] = cursors.read(cursor) ?? [0, 0, 0];
      const passages = await db.asUser(c.get("caller"), async (tx) => {
        await readTranscription(tx, id);
        return await readAhead(tx, id, { segment, offset }, limit, find);
      });
      const { data, ...page } = toPage(
        passages,
        limit,
        publicAddress(config, c.req.url),
        ({ until }) => cursors.write([first + limit, until.segment, until.offset]),
      );
      const numbered = data.map((one, index) => ({ position: first + index, ...toSpoken(one), words: one.words }));
      return c.json({ data: numbered, ...page });
    },
  );
}

function toSpoken({ text, start_ms, end_ms, from, speaker, confidence }: PassageFound): z.infer<typeof Spoken> {
  return { text, start_ms, end_ms, segment: from.segment, speaker, confidence };
}
