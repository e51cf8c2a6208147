import assert from "node:assert/strict";
import type { Cue } from "../../shared/export/cue_rules.ts";
import { measureWidth } from "../../shared/export/measure_width.ts";

/** Fails where cues break a rule that holds whatever they are made from. */
export function assertReadable(cues: Cue[]): void {
  let free = 0;
  for (const { startMs, endMs, lines } of cues) {
    assert(lines.length >= 1 && lines.length <= 2, lines.join("|"));
    for (const line of lines) assert(measureWidth(line) <= 42 && line.trim() === line && line !== "", line);
    assert(startMs >= free && endMs > startMs && endMs - startMs <= 7000, `${free} ${startMs} ${endMs}`);
    free = endMs;
  }
}
