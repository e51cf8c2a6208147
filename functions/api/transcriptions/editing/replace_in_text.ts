/**
 * The text of a transcript once its segments read differently; both lists hold the texts of all segments in order. What
 * stands between segments stays, be it a space, a blank line or nothing; an empty one takes along what stands before it, and
 * when it is filled again gets what stands between others, else `joint`. A text that is not made of its segments is made of
 * them anew.
 */
export function replaceInText(text: string, before: string[], after: string[], joint: string): string {
  if (before.every((said, index) => said === after[index])) return text;
  const gaps = findGaps(text, before.map((said) => said.trim()));
  const usual = gaps?.find((gap) => gap !== undefined) ?? joint;
  let result = "";
  after.map((said) => said.trim()).forEach((said, index) => {
    if (said !== "") result += (result === "" ? "" : gaps?.[index] ?? usual) + said;
  });
  return result;
}

/**
 * What stands in the text between each segment and the one before: undefined for the first, and for an empty one.
 * Undefined as a whole where the text has anything but the segments.
 */
function findGaps(text: string, segments: string[]): (string | undefined)[] | undefined {
  const gaps: (string | undefined)[] = [];
  let end: number | undefined;
  for (const said of segments) {
    if (said === "") {
      gaps.push(undefined);
      continue;
    }
    const gap = spaceAt(text, end ?? 0);
    if (!text.startsWith(said, (end ?? 0) + gap.length)) return undefined;
    gaps.push(end === undefined ? undefined : gap);
    end = (end ?? 0) + gap.length + said.length;
  }
  return text.slice(end).trim() === "" ? gaps : undefined;
}

function spaceAt(text: string, index: number): string {
  const space = /\s*/y;
  space.lastIndex = index;
  return space.exec(text)?.[0] ?? "";
}
