import assert from "node:assert/strict";
import { replaceInText } from "../../functions/api/transcriptions/editing/replace_in_text.ts";

Deno.test("the text of an edited transcript", async (t) => {
  await t.step("keeps what stands between its segments", () => {
    const typed = "One.\n\nTwo\nlines.\n \n\nThree.";
    assert.equal(
      replaceInText(typed, ["One.", "Two\nlines.", "Three."], ["One.", "Two.", "Three."], "\n\n"),
      "One.\n\nTwo.\n \n\nThree.",
    );
    assert.equal(
      replaceInText("今日は。いい天気。", ["今日は。", "いい天気。"], ["今日は。", "空。"], " "),
      "今日は。空。",
    );
  });

  await t.step("changes the segment that is meant where several read the same", () => {
    assert.equal(
      replaceInText("Yes. Yes. Yes.", ["Yes.", "Yes.", "Yes."], ["Yes.", "No.", "Yes."], " "),
      "Yes. No. Yes.",
    );
  });

  await t.step("has no trace of an emptied segment, and its place where it is filled again", () => {
    const full = ["One.", "Two.", "Three."];
    const steps: [string[], string][] = [
      [["", "Two.", "Three."], "Two.\n\nThree."],
      [["One.", "", "Three."], "One.\n\nThree."],
      [["One.", "Two.", ""], "One.\n\nTwo."],
      [["", "", ""], ""],
    ];
    for (const [emptied, text] of steps) {
      assert.equal(replaceInText("One.\n\nTwo.\n\nThree.", full, emptied, "\n\n"), text);
      assert.equal(replaceInText(text, emptied, full, "\n\n"), "One.\n\nTwo.\n\nThree.");
    }
  });

  await t.step("is made anew where it is not made of its segments, and not before one of them changes", () => {
    const text = "I paid 25 %.  So much!";
    const segments = ["I paid twenty-five percent.", " So much! "];
    assert.equal(replaceInText(text, segments, segments, " "), text);
    assert.equal(replaceInText(text, segments, [segments[0]!, "So little!"], " "), `${segments[0]} So little!`);
    assert.equal(replaceInText("One. Two. Three.", ["One.", "Two."], ["One.", "2."], "|"), "One.|2.");
  });
});
