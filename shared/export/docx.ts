import { cleanText } from "./clean_text.ts";
import { describeTranscript } from "./describe_transcript.ts";
import type { Exportable, ExportOptions } from "./exporters.ts";
import { type LabelledParagraph, labelParagraphs } from "./labelled_paragraphs.ts";

const grey = "767676";

/**
 * A document for Word: the title as heading, then a paragraph a turn with the speaker in bold and the time in grey. The
 * package `docx` makes all but those paragraphs: of thousands of them it would need more memory than a function has.
 */
export async function toDocx(
  transcript: Exportable,
  { speakers, timestamps = true }: ExportOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const [{ Document, HeadingLevel, Packer, Paragraph, TextRun }, { strFromU8, strToU8, unzipSync, zipSync }] =
    await Promise.all([import("docx"), import("fflate")]);
  const title = cleanText(transcript.title) || "Transcript";
  const language = transcript.language ?? undefined;
  const document = new Document({
    title,
    creator: "Stenobase",
    styles: {
      default: {
        document: {
          run: {
            size: 22,
            ...(language && { language: { value: language, eastAsia: language, bidirectional: language } }),
          },
          paragraph: { spacing: { after: 120 } },
        },
      },
    },
    sections: [{
      children: [
        new Paragraph({ text: title, heading: HeadingLevel.HEADING_1, bidirectional: isRightToLeft(title) }),
        new Paragraph({ children: [new TextRun({ text: describeTranscript(transcript), color: grey })] }),
      ],
    }],
  });
  const parts = unzipSync(new Uint8Array(await Packer.toArrayBuffer(document)));
  const body = strFromU8(parts["word/document.xml"]!);
  const paragraphs = labelParagraphs(transcript, { speakers, timestamps }).map(toParagraph).join("");
  return zipSync({ ...parts, "word/document.xml": strToU8(body.replace("<w:sectPr", () => `${paragraphs}<w:sectPr`)) });
}

/** Source of the elements and of their order: ECMA-376, part 1, sections 17.3.1 and 17.3.2. */
function toParagraph({ name, time, text }: LabelledParagraph): string {
  const isReversed = isRightToLeft(text);
  const toRun = (content: string, format = "") =>
    `<w:r><w:rPr>${format}${isReversed ? "<w:rtl/>" : ""}</w:rPr>${content}</w:r>`;
  const runs = [
    name ? toRun(toText(`${name} `), "<w:b/><w:bCs/>") : "",
    time ? toRun(toText(`${time} `), `<w:color w:val="${grey}"/>`) : "",
    toRun(text.split("\n").map(toText).join("<w:br/>")),
  ];
  return `<w:p>${isReversed ? "<w:pPr><w:bidi/></w:pPr>" : ""}${runs.join("")}</w:p>`;
}

function toText(text: string): string {
  const escaped = cleanText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<w:t xml:space="preserve">${escaped}</w:t>`;
}

/** The first letter decides. Source: Unicode UAX #9, rule P2. */
function isRightToLeft(text: string): boolean {
  return /^\P{L}*[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u.test(text);
}
