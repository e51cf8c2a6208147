import { Hono } from "hono";
import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import type { Basics } from "../../../shared/http/basics.ts";
import { equalSecrets } from "../../../shared/secrets.ts";
import type { Sample } from "../../../shared/telemetry/metrics.ts";
import { metricsType, renderMetrics } from "../../../shared/telemetry/render_metrics.ts";
import type { ApiDeps } from "../deps.ts";
import { document } from "../document.ts";

const MetricsText = z.string().meta({
  examples: [
    "# HELP stenobase_queue_due_jobs Jobs that could be done now.\n# TYPE stenobase_queue_due_jobs gauge\nstenobase_queue_due_jobs 2\n",
  ],
});

/** `/metrics`: what all isolates have counted and how the queue stands, for Prometheus, which shows the project's secret key. */
export function createMetricsRoute({ config, db }: ApiDeps): Hono<{ Variables: Basics }> {
  const app = new Hono<{ Variables: Basics }>();
  app.get(
    "/",
    document({
      summary: "Read the metrics",
      tag: "metrics",
      needsSecretKey: true,
      success: { status: 200, description: "Prometheus' text format", contents: { "text/plain": MetricsText } },
      problems: ["secret_key_invalid", "database_unavailable"],
    }),
    async (c) => {
      const key = c.req.header("apikey") ?? /^Bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
      if (!(await equalSecrets(key, config.secretKey))) {
        throw new AppError(
          "secret_key_invalid",
          "Send the project's secret key, as 'apikey' or as 'Authorization: Bearer ...'",
        );
      }
      const samples = await db.asService((tx) => tx<Sample[]>`select name, labels, value from private.read_metrics()`);
      return c.body(renderMetrics(samples), 200, { "content-type": metricsType, "cache-control": "no-store" });
    },
  );
  return app;
}
