import assert from "node:assert/strict";
import { families } from "../../shared/telemetry/families.ts";
import { readText, readTexts } from "../support/documents.ts";

/** The name of a metric in PromQL, and what is asked of its labels. */
const selector = /(stenobase_\w+)(?:\{([^}]*)\})?/g;

Deno.test("alerts and the dashboard name metrics and labels that there are, and every metric is looked at", async () => {
  const files = [...await readTexts("deploy/monitoring", ".yml"), ...await readTexts("deploy/monitoring", ".json")];
  assert.equal(files.length, 3);
  const named = new Set<string>();
  for (const [path, text] of files) {
    for (const [, name = "", labels = ""] of text.replaceAll("stenobase_secret_key", "").matchAll(selector)) {
      const [family, ...rest] = familiesOf(name);
      assert(family && rest.length === 0, `${path}: ${name}`);
      named.add(family);
      const known: readonly string[] = families[family].labels;
      for (const [, label = ""] of labels.matchAll(/(\w+)(?:=~|!~|!=|=)/g)) {
        assert(known.includes(label), `${path}: ${label}`);
      }
    }
    for (const [, list = ""] of text.matchAll(/ by \(([\w, ]+)\)/g)) {
      const labels = Object.values(families).flatMap(({ labels }) => labels as readonly string[]);
      for (const label of list.split(", ")) assert(["le", ...labels].includes(label), `${path}: by ${label}`);
    }
  }
  assert.deepEqual(Object.keys(families).filter((name) => !named.has(name)), []);
});

Deno.test("every metric is described, with its labels", async () => {
  const text = await readText("docs/operations.md");
  for (const [name, { labels }] of Object.entries(families)) {
    assert(text.includes(`\`${name}${labels.length > 0 ? `{${labels.join(",")}}` : ""}\``), name);
  }
});

/** The family that a name in PromQL belongs to. */
function familiesOf(name: string) {
  return (Object.keys(families) as (keyof typeof families)[]).filter((family) =>
    name === family || families[family].type === "histogram" && name.replace(/_(bucket|count|sum)$/, "") === family
  );
}
