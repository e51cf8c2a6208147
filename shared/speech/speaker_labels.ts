/** Gives the same label for the same speaker: "A", "B", ... "Z", "AA" ... in order of first appearance; null for none. */
export function createSpeakerLabels(): (speaker: string | number | null | undefined) => string | null {
  const labels = new Map<string | number, string>();
  return (speaker) => {
    if (speaker === null || speaker === undefined) return null;
    const label = labels.get(speaker) ?? labelOf(labels.size);
    labels.set(speaker, label);
    return label;
  };
}

function labelOf(index: number): string {
  const letter = String.fromCharCode("A".charCodeAt(0) + index % 26);
  return index < 26 ? letter : labelOf(Math.floor(index / 26) - 1) + letter;
}
