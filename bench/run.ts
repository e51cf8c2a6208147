// Measures a stack of its own and prints tables; arguments name the benchmarks to run. Figures of one run compare with
// each other, not with those of another machine.
import { startStack } from "../local/stack.ts";
import { firstToken } from "./first_token.ts";
import { metricsCost } from "./metrics_cost.ts";
import { pickUp } from "./pick_up.ts";
import { queue } from "./queue.ts";
import { readRows } from "./read_rows.ts";

const benchmarks = { first_token: firstToken, metrics_cost: metricsCost, pick_up: pickUp, queue, read_rows: readRows };

const chosen = Deno.args.length > 0 ? Deno.args : Object.keys(benchmarks);
const unknown = chosen.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`No benchmark '${unknown.join("', '")}': there are ${Object.keys(benchmarks).join(", ")}`);
  Deno.exit(1);
}

const dataDir = await Deno.makeTempDir({ prefix: "stenobase-bench-" });
const stack = await startStack({ port: 0, dataDir, chosen: {}, say: console.log, durable: false });
try {
  for (const name of chosen) await benchmarks[name as keyof typeof benchmarks]({ ...stack, dataDir });
} finally {
  await stack.stop();
  await Deno.remove(dataDir, { recursive: true });
}
Deno.exit();
