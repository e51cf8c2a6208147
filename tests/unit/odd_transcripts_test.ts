import { parse as parseCsv } from "csv-parse/sync";
import assert from "node:assert/strict";
import { parseSync } from "subtitle";
import { cleanText } from "../../shared/export/clean_text.ts";
import { toCues } from "../../shared/export/cues.ts";
import { exporters } from "../../shared/export/exporters.ts";
import { toBlocks } from "../../shared/reading/blocks.ts";
import { findParagraphs } from "../../shared/reading/paragraphs.ts";
import { cutPassages } from "../../shared/reading/passages.ts";
import { findSentences } from "../../shared/reading/sentences.ts";
import { oddTranscripts, saidIn } from "../support/odd_transcripts.ts";
import { assertReadable } from "../support/subtitles.ts";
import { exportableOf } from "../support/transcripts.ts";

for (const [name, segments] of Object.entries(oddTranscripts)) {
  const transcript = exportableOf(segments);
  const said = saidIn(segments);
  const isTimed = segments.every(({ start_ms }) => start_ms != null);

  Deno.test(`a transcript ${name}`, async (t) => {
    if (isTimed) {
      await t.step("makes subtitles that can be read, with every word in them", () => {
        const cues = toCues(transcript);
        assertReadable(cues);
        const shown = cues.flatMap(({ lines }) => lines).join("").replaceAll(" ", "");
        // Who speaks at once is shown in turns, so only the letters can be counted.
        assert.deepEqual(tally(shown), tally(cleanText(said)));
      });

      await t.step("makes a SubRip file that its parser reads as the same cues", () => {
        const cues = toCues(transcript, { nameSpeakers: true });
        const read = parseSync(exporters.srt.write(transcript)).flatMap((node) => node.type === "cue" ? node.data : []);
        assert.deepEqual(
          read.map(({ start, end, text }) => [start, end, text]),
          cues.map(({ startMs, endMs, lines }) => [startMs, endMs, lines.join("\n").replaceAll("-->", "->")]),
        );
      });

      await t.step("makes a WebVTT file with as many cues, and none begun by what was said", () => {
        const vtt = exporters.vtt.write(transcript);
        assert.equal(vtt.match(/-->/g)?.length ?? 0, toCues(transcript).length);
        assert.equal(vtt.split("\n\n").length - 1, toCues(transcript).length);
      });
    } else {
      await t.step("makes no subtitles", () => {
        for (const format of ["srt", "vtt"] as const) {
          assert.throws(() => exporters[format].write(transcript), { code: "export_needs_times" });
        }
      });
    }

    await t.step("makes a CSV file with a row for each segment", () => {
      const rows: string[][] = parseCsv(exporters.csv.write(transcript), { bom: true, relax_column_count: false });
      assert.deepEqual(
        rows.slice(1).map(([start, end, , , , text]) => [start, end, text]),
        segments.map(({ start_ms, end_ms, text }) => [String(start_ms ?? ""), String(end_ms ?? ""), text]),
      );
    });

    for (const [unit, find] of Object.entries({ sentences: findSentences, paragraphs: findParagraphs })) {
      await t.step(`falls into ${unit} that hold all of it once, in order and of bounded length`, () => {
        const found = [...toBlocks(transcript.segments)].flatMap((block) => [...cutPassages(block, find(block))]);
        assert.equal(saidIn(found), said);
        for (const { text, start_ms } of found) {
          assert(text === text.trim() && text !== "", text);
          assert.equal(start_ms !== null, isTimed);
          assert(text.length <= 1000 || !/\s/.test(text), String(text.length));
        }
      });
    }

    await t.step("is plain text, Markdown and a Word document with all of it", async () => {
      assert(exporters.txt.write(transcript).replaceAll(/\s|Speaker .:|Unknown speaker:/g, "").length >= said.length);
      assert(exporters.md.write(transcript).startsWith("# A talk\n\n"));
      assert((await exporters.docx.write(transcript)).length > 1000);
    });
  });
}

function tally(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of [...text].sort()) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}
