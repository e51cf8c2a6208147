import { marked } from "marked";
import assert from "node:assert/strict";
import { toMd } from "../../shared/export/md.ts";
import { exportableOf } from "../support/transcripts.ts";

/** What a reader sees of one rendered paragraph. */
function readParagraphs(markdown: string): string[] {
  const html = marked.parse(markdown, { gfm: true, async: false });
  const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
  return [...html.matchAll(/<(h1|p)>(.*?)<\/\1>/gs)].map(([, , inner = ""]) =>
    inner.replaceAll("<br>", "\n").replaceAll(/<\/?(strong|em|a)( [^>]*)?>/g, "").replaceAll(
      /&([\w#]+);/g,
      (_, name: string) => entities[name] ?? `unknown entity ${name}`,
    ).replaceAll("\n\n", "\n")
  );
}

const said = [
  ...[
    "# no heading",
    "- no item",
    "+ no item",
    "1. no number",
    "2) no number",
    "> no quote",
    "=== ",
    "---",
    "***",
    "~~~",
  ],
  ...["*not* _leaning_ **nor** __bold__ ~~struck~~", "`no code` ``none``", "[no](link) ![no](image) [ref]: x"],
  ...["<b>no</b> <!-- comment --> <https://example.com>", "&amp; &#35; &copy; AT&T a & b", "a | b\n--|--\n1 | 2"],
  ...[
    "back\\slash \\* \\",
    "two lines\nof a poem\n# each",
    "$a$ costs $5!",
    "    no code",
    "a\tb",
    "http://example.com/_x_ www.example.com/_y_ a_b@example.com",
  ],
  ...['Plain, with (brackets) and 3.5 or 1-2; it\'s "fine"!', "日本語 مرحبا 😀", "ends with a backslash\\"],
];

Deno.test("Markdown shows exactly what was said, whatever it looks like", async (t) => {
  for (const text of said) {
    await t.step(JSON.stringify(text), () => {
      const expected = text.split("\n").map((line) => line.replaceAll(/\s+/g, " ").trim()).join("\n");
      for (const segment of [{ text }, { text, speaker: `*${text}*` }]) {
        const [title, , paragraph] = readParagraphs(toMd(exportableOf([segment], { title: text })));
        const name = `*${text}*`.replaceAll(/\s+/g, " ");
        assert.equal(title, expected.replaceAll("\n", " "));
        assert.equal(paragraph, segment.speaker ? `${name} ${expected}` : expected);
      }
    });
  }
});
