/** Places of the same word in two lists. */
export type Pair = { left: number; right: number };

/** `gain` is above 0 where two units may be one word; `gapCost` is the price of each that finds no partner. */
export type AlignOptions = { gain: (left: number, right: number) => number; gapCost: number };

/**
 * Lays the beginning of one list over the end of another so that gains less costs are most; what comes before in the left
 * list and after in the right one is free. An alignment of sequences that overlap (Smith and Waterman, with ends as for the
 * assembly of fragments). Time and memory grow with the product of both lengths.
 */
export function alignUnits(leftCount: number, rightCount: number, { gain, gapCost }: AlignOptions) {
  const width = rightCount + 1;
  const scores = new Float64Array((leftCount + 1) * width);
  const at = (left: number, right: number) => scores[left * width + right] ?? 0;
  /** What the best way to a place is, of the three that lead there. */
  const weigh = (left: number, right: number) => {
    const found = left > 0 && right > 0 ? gain(left - 1, right - 1) : 0;
    return {
      found,
      paired: left > 0 && right > 0 ? at(left - 1, right - 1) + (found > 0 ? found : -gapCost) : -Infinity,
      skipsLeft: left > 0 ? at(left - 1, right) - gapCost : -Infinity,
      skipsRight: right > 0 ? at(left, right - 1) - gapCost : -Infinity,
    };
  };
  for (let left = 0; left <= leftCount; left++) {
    for (let right = 1; right <= rightCount; right++) {
      const { paired, skipsLeft, skipsRight } = weigh(left, right);
      scores[left * width + right] = Math.max(paired, skipsLeft, skipsRight);
    }
  }

  let right = 0;
  for (let end = 1; end <= rightCount; end++) if (at(leftCount, end) > at(leftCount, right)) right = end;
  const score = at(leftCount, right);
  const pairs: Pair[] = [];
  for (let left = leftCount; right > 0;) {
    const { found, paired, skipsLeft, skipsRight } = weigh(left, right);
    const isPaired = paired >= Math.max(skipsLeft, skipsRight);
    if (isPaired && found > 0) pairs.push({ left: left - 1, right: right - 1 });
    if (isPaired || skipsLeft >= skipsRight) left--;
    if (isPaired || skipsLeft < skipsRight) right--;
  }
  return { score, pairs: pairs.reverse() };
}

/** The length of the run that each pair stands in, up to 3: words that stand side by side in both hearings are no chance. */
export function countNeighbours(pairs: Pair[]): number[] {
  const follows = (index: number) => {
    const [before, pair] = [pairs[index - 1], pairs[index]];
    return before && pair && pair.left === before.left + 1 && pair.right === before.right + 1;
  };
  return pairs.map((_, index) => {
    let [first, last] = [index, index];
    while (follows(first)) first--;
    while (follows(last + 1)) last++;
    return Math.min(3, last - first + 1);
  });
}
