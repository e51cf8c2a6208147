const [quote, backslash] = ['"', "\\"].map((sign) => sign.charCodeAt(0));
const opening = new Set(["[", "{"].map((sign) => sign.charCodeAt(0)));
const closing = new Set(["]", "}"].map((sign) => sign.charCodeAt(0)));

/**
 * How deep the lists and objects of a JSON text go, whether it is sound or not. It goes through it once: parsing a million
 * levels takes a second, and a later `JSON.stringify` of them ends in a stack that is too short (measured on Deno 2.1.4).
 */
export function depthOfJson(text: string): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) isInString = !isInString;
    else if (isInString) at += unit === backslash ? 1 : 0;
    else if (opening.has(unit)) deepest = Math.max(deepest, ++depth);
    else if (closing.has(unit)) depth--;
  }
  return deepest;
}
