import { type Cue, gapMs, maxCueMs, maxSpeed, minCueMs } from "./cue_rules.ts";
import { measureWidth } from "./measure_width.ts";

/** Where many speak at once a cue may come this many milliseconds late; then even the shortest time gives way. */
const maxLateMs = 1000;

/**
 * Puts cues in order, one at a time on the screen. A cue stays until it can be read where there is room before the next,
 * and pushes the next back where it would else only flash up.
 */
export function timeCues(cues: Cue[]): Cue[] {
  let free = 0;
  return cues.toSorted((a, b) => a.startMs - b.startMs).map((cue, index, all) => {
    const startMs = Math.max(cue.startMs, free);
    // A cue that ends where it starts is an error in WebVTT. Source: W3C WebVTT, section 4.1.
    const least = startMs - cue.startMs > maxLateMs ? 1 : minCueMs;
    const readMs = Math.ceil((measureWidth(cue.lines.join(" ")) * 1000) / maxSpeed);
    const wanted = Math.min(Math.max(cue.endMs, startMs + readMs, startMs + least), startMs + maxCueMs);
    const room = Math.max((all[index + 1]?.startMs ?? Infinity) - gapMs, startMs + least);
    free = Math.min(wanted, room);
    return { ...cue, startMs, endMs: free };
  });
}
