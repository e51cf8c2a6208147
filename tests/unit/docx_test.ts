import { unzipSync } from "fflate";
import assert from "node:assert/strict";
import process from "node:process";
import { toDocx } from "../../shared/export/docx.ts";
import { readWithLibreOffice } from "../support/libre_office.ts";
import { oddTranscripts } from "../support/odd_transcripts.ts";
import { exportableOf } from "../support/transcripts.ts";

const talk = exportableOf([
  { text: "Good morning & <welcome>.", start_ms: 0, end_ms: 1000, speaker: "A" },
  { text: "How are you?", start_ms: 1000, end_ms: 2000, speaker: "A" },
  { text: "Fine\u0001.", start_ms: 2000, end_ms: 3000, speaker: "B" },
  { text: "مرحبا", start_ms: 9000, end_ms: 9500, speaker: "B" },
  { text: "One line\nand another.", speaker: "A" },
], { title: "Talk <1>", language: "de", speakers: { A: "Ann & Co" } });

Deno.test("a Word document", async (t) => {
  const document = await toDocx(talk);
  const xml = readPart(document, "word/document.xml");

  await t.step("is read by LibreOffice as title, what it is, and a paragraph a turn", async () => {
    const text = await readWithLibreOffice(document);
    assert.deepEqual(text.split(/\r?\n/), [
      "Talk <1>",
      "21 November 2026 · 00:01:00 · German",
      "Ann & Co 00:00:00 Good morning & <welcome>. How are you?",
      "Speaker B 00:00:02 Fine.",
      "00:00:09 مرحبا",
      "Ann & Co One line",
      "and another.",
      "",
    ]);
  });

  await t.step("has a heading, speakers in bold, times in grey and the language of its words", () => {
    assert.match(readParagraph(xml, "Talk &lt;1&gt;"), /<w:pStyle w:val="Heading1"\/>/);
    assert.match(readRun(xml, "Ann &amp; Co "), /<w:b\/>/);
    assert.match(readRun(xml, "00:00:02 "), /<w:color w:val="767676"\/>/);
    assert.doesNotMatch(readRun(xml, "Fine."), /<w:b\/>|<w:color/);
    assert.match(readPart(document, "word/styles.xml"), /<w:lang [^>]*w:val="de"/);
    assert.match(readPart(document, "docProps/core.xml"), /<dc:title>Talk &lt;1&gt;<\/dc:title>/);
  });

  await t.step("runs from right to left where the words do", () => {
    assert.match(readParagraph(xml, "مرحبا"), /<w:bidi\/>/);
    assert.match(readRun(xml, "مرحبا"), /<w:rtl\/>/);
    assert.doesNotMatch(readParagraph(xml, "Fine."), /<w:bidi\/>/);
  });

  await t.step("leaves out speakers and times where nobody wants them", async () => {
    const plain = readPart(await toDocx(talk, { speakers: false, timestamps: false }), "word/document.xml");
    assert.deepEqual([plain.includes("Ann"), plain.includes("00:00:02")], [false, false]);
    assert(plain.includes("Fine."));
  });
});

Deno.test("a Word document of odd words is one that LibreOffice opens", async () => {
  for (const name of ["empty", "of emoji", "of markup", "in Thai"]) {
    const text = await readWithLibreOffice(await toDocx(exportableOf(oddTranscripts[name]!)));
    assert(text.startsWith("A talk\n") || text.startsWith("A talk\r\n"), name);
  }
});

Deno.test("a Word document of very many turns has them all, within two seconds of computing", async () => {
  const turns = Array.from({ length: 25_000 }, (_, index) => ({
    ...{ text: `turn${index}`, speaker: "AB"[index % 2], start_ms: index * 1000, end_ms: index * 1000 + 900 },
  }));
  const before = process.cpuUsage();
  const document = await toDocx(exportableOf(turns));
  const { user, system } = process.cpuUsage(before);
  assert(user + system < 2_000_000, `${(user + system) / 1000} ms`);
  assert.equal(readPart(document, "word/document.xml").match(/>turn\d+</g)?.length, 25_000);
});

function readPart(document: Uint8Array, path: string): string {
  const part = unzipSync(document)[path];
  assert(part, path);
  return new TextDecoder().decode(part);
}

function readParagraph(xml: string, text: string): string {
  return pick(xml.match(/<w:p>.*?<\/w:p>/gs), text);
}

function readRun(xml: string, text: string): string {
  return pick(xml.match(/<w:r>.*?<\/w:r>/gs), text);
}

function pick(all: string[] | null, text: string): string {
  const found = all?.find((one) => one.includes(`>${text}<`));
  assert(found, text);
  return found;
}
