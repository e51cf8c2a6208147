import type { Transaction } from "../../../shared/db.ts";
import type { DocumentContent } from "../../../shared/documents/contents.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Exportable } from "../../../shared/export/exporters.ts";
import { realignWords } from "../../../shared/realign_words.ts";
import { replaceInText } from "../transcriptions/editing/replace_in_text.ts";

/**
 * A transcript with the segments of the newest document that proofreads it as it is now; words that stayed keep their times.
 * Throws `transcript_not_proofread` where there is none.
 */
export async function useProofread(tx: Transaction, transcript: Exportable): Promise<Exportable> {
  const [proofread] = await tx<{ content: DocumentContent }[]>`
    select d.content from public.documents d
    join public.transcriptions t on t.id = d.transcription_id and t.revision = d.revision
    where d.transcription_id = ${transcript.id} and d.kind = 'proofread' and d.status = 'completed'
    order by d.ended_at desc, d.id limit 1`;
  if (!proofread) {
    throw new AppError(
      "transcript_not_proofread",
      "Nobody has proofread this revision: POST /transcriptions/{id}/documents with kind 'proofread', and wait until it is completed",
    );
  }
  const texts = new Map(proofread.content.segments?.map(({ segment, text }) => [segment, text]));
  const segments = transcript.segments.map((segment) => {
    const text = texts.get(segment.position);
    return text === undefined ? segment : { ...segment, text, words: realignWords(segment, text) };
  });
  const [before, after] = [transcript.segments, segments].map((all) => all.map(({ text }) => text)) as [
    string[],
    string[],
  ];
  return { ...transcript, segments, text: replaceInText(transcript.text, before, after, " ") };
}
