import { findSeam } from "./joining/find_seam.ts";
import { createSpeakers } from "./joining/match_speakers.ts";
import { rebuildSegments } from "./joining/rebuild_segments.ts";
import { joinTexts, listUnits, type Unit } from "./joining/units.ts";
import { overlapMs } from "./media/plan.ts";
import type { Transcript, TranscriptSegment } from "./transcript.ts";

/** What was heard of a piece. Its span is the planned one, without the overlap that was heard too. Times in milliseconds. */
export type HeardPiece = { startMs: number; endMs: number; transcript: Transcript };

/**
 * Joins the transcripts of pieces that meet, in their order; all times count from the start of the whole audio already.
 * Around a seam both pieces heard the same seconds (`spanToCut`), so there are two hearings of each word, one of them
 * far from the edge where words are cut: in between the result goes over from one to the other, and every word comes
 * once. Works by words; by times of segments, less exactly; and by the order of words alone where there are no times.
 *
 * Speakers get the labels A, B, C ... in order of appearance. Labels of two pieces are one speaker where they said the
 * same words in the overlap. What cannot be known: whether someone who was silent there is somebody heard before; such
 * a speaker gets a new label.
 *
 * `confidence` is the mean by words, `language` the one that most of the audio has, `audio_ms` the length of all pieces.
 */
export function joinTranscripts(pieces: HeardPiece[]): Transcript {
  const speakers = createSpeakers();
  const heard = pieces.map((piece, index) => ({ ...piece, units: listPieceUnits(piece.transcript, index) }))
    .filter(({ units }) => units.length > 0);
  const joined: Unit[] = [];
  for (const [index, { startMs, units }] of heard.entries()) {
    const before = heard[index - 1];
    // With more than two overlaps of silence between them, they heard nothing in common.
    if (!before || startMs - before.endMs > 2 * overlapMs) {
      joined.push(...units);
      continue;
    }
    const { keepLeft, skipRight, pairs } = findSeam(joined, units, startMs);
    speakers.match(joined, units, pairs);
    joined.length = keepLeft;
    joined.push(...units.slice(skipRight));
  }
  const segments = rebuildSegments(joined, speakers.name);
  return {
    text: joinTexts(
      heard.length === 1 ? heard.map(({ transcript }) => transcript.text) : segments.map(({ text }) => text),
    ),
    language: findMainLanguage(pieces),
    confidence: findMeanConfidence(heard),
    audio_ms: pieces.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    segments,
  };
}

function listPieceUnits({ text, segments }: Transcript, piece: number): Unit[] {
  const all: TranscriptSegment[] = segments.length > 0 ? segments : [{ text }];
  // Every piece has a speaker A of its own.
  return all.flatMap((segment) => listUnits(segment, segment.speaker == null ? null : `${piece}:${segment.speaker}`));
}

function findMainLanguage(pieces: HeardPiece[]): string | null {
  const lengths = new Map<string, number>();
  for (const { startMs, endMs, transcript: { language } } of pieces) {
    if (language != null) lengths.set(language, (lengths.get(language) ?? 0) + endMs - startMs);
  }
  return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function findMeanConfidence(heard: { transcript: Transcript; units: Unit[] }[]): number | null {
  let [sum, words] = [0, 0];
  for (const { transcript: { confidence }, units } of heard) {
    if (confidence == null) continue;
    sum += confidence * units.length;
    words += units.length;
  }
  return words > 0 ? sum / words : null;
}
