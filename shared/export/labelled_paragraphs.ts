import { toBlocks } from "../reading/blocks.ts";
import { findParagraphs } from "../reading/paragraphs.ts";
import { cutPassages } from "../reading/passages.ts";
import { clock } from "./clock.ts";
import type { Exportable, ExportOptions } from "./exporters.ts";
import { speakerName } from "./speaker_name.ts";

/** A paragraph with what stands before it. `name` is there where the speaker changes, `time` as `hh:mm:ss`. */
export type LabelledParagraph = { name: string | undefined; time: string | undefined; text: string };

/** The transcript as it is read. Whoever is not known is called so, else the words would be the last speaker's. */
export function labelParagraphs({ segments, speakers }: Exportable, wanted: ExportOptions): LabelledParagraph[] {
  const hasSpeakers = wanted.speakers !== false && segments.some(({ speaker }) => speaker != null);
  let current: string | undefined;
  return [...toBlocks(segments)].flatMap((block) => [...cutPassages(block, findParagraphs(block))]).map((paragraph) => {
    const name = hasSpeakers ? speakerName(paragraph.speaker, speakers) || "Unknown speaker" : undefined;
    const isNew = name !== current;
    current = name;
    return {
      name: isNew ? name : undefined,
      time: wanted.timestamps && paragraph.start_ms !== null ? clock(paragraph.start_ms) : undefined,
      text: paragraph.text,
    };
  });
}
