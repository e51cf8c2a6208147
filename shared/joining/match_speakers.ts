import { createSpeakerLabels } from "../speech/speaker_labels.ts";
import type { Pair } from "./align_units.ts";
import type { Unit } from "./units.ts";

/** The time that a word without times counts for, in milliseconds. */
const usualWordMs = 300;

/** Which labels of different pieces are one speaker, and what the speaker is called in the end. */
export type Speakers = {
  /** Takes those who spoke the words that both pieces heard for the same: the two who share most time first. */
  match(left: Unit[], right: Unit[], pairs: Pair[]): void;
  /** A, B, C ... in the order of asking. */
  name(label: string): string | null;
};

export function createSpeakers(): Speakers {
  /** A label of a piece, and the first label of the same speaker. */
  const sameAs = new Map<string, string>();
  const nameOf = createSpeakerLabels();
  const firstOf = (label: string) => sameAs.get(label) ?? label;
  return {
    match(left, right, pairs) {
      const taken = new Set<string>();
      for (const [known, label] of listShared(left, right, pairs, firstOf)) {
        if (sameAs.has(label) || taken.has(known)) continue;
        sameAs.set(label, known);
        taken.add(known);
      }
    },
    name: (label) => nameOf(firstOf(label)),
  };
}

/** The labels that spoke the same words, longest first. */
function listShared(left: Unit[], right: Unit[], pairs: Pair[], firstOf: (label: string) => string) {
  const shared = new Map<string, { labels: [string, string]; milliseconds: number }>();
  for (const pair of pairs) {
    const known = left[pair.left]?.of.speaker;
    const unit = right[pair.right];
    if (known == null || unit?.of.speaker == null) continue;
    const labels: [string, string] = [firstOf(known), unit.of.speaker];
    const key = JSON.stringify(labels);
    const { milliseconds } = shared.get(key) ?? { milliseconds: 0 };
    const length = unit.times ? unit.times.endMs - unit.times.startMs : usualWordMs;
    shared.set(key, { labels, milliseconds: milliseconds + length });
  }
  return [...shared.values()].sort((a, b) => b.milliseconds - a.milliseconds).map(({ labels }) => labels);
}
