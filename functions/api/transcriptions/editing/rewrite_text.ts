import type { Transaction } from "../../../../shared/db.ts";
import type { Held } from "./hold_transcription.ts";
import { replaceInText } from "./replace_in_text.ts";
import { type State, textsIn } from "./state.ts";

/** A state that a transcript has been in, and its whole text there. */
type Known = { state: State; text: string };

/**
 * The whole text after a change of segments, reckoned from the present one unless another is known. `lost` is the present
 * one where the segments would not lead back to it.
 */
export async function rewriteText(
  tx: Transaction,
  held: Held,
  after: State,
  from: Known = { state: {}, text: held.text },
): Promise<{ text: string; lost: { text?: string } }> {
  const segments = await tx<{ position: number; text: string }[]>`
    select position, text from public.segments where transcription_id = ${held.id} order by position`;
  // What nobody has joined yet: typed segments are paragraphs.
  const joint = held.provider === "text" ? "\n\n" : " ";
  const [now, then] = [textsIn({}, segments), textsIn(after, segments)];
  const text = replaceInText(from.text, textsIn(from.state, segments), then, joint);
  const isKept = replaceInText(text, then, now, joint) === held.text;
  return { text, lost: isKept ? {} : { text: held.text } };
}
