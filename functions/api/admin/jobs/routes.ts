import type { Hono } from "hono";
import { publicAddress } from "../../address.ts";
import type { ApiDeps, UserEnv } from "../../deps.ts";
import { document } from "../../document.ts";
import { valid } from "../../input.ts";
import { pageOf, toPage } from "../../page.ts";
import { discardJob, retryJob } from "./change_job.ts";
import { jobCursors, listJobs } from "./find_jobs.ts";
import { Id, Job, JobsQuery } from "./schemas.ts";

const tag = "admin";

/** `/admin/jobs`: the queue. */
export function addJobRoutes(app: Hono<UserEnv>, { config, db }: ApiDeps): void {
  app.get(
    "/jobs",
    document({
      summary: "List the work in the background, newest first",
      tag,
      success: { status: 200, description: "A page", schema: pageOf(Job) },
      problems: ["admin_needed", "invalid_cursor"],
    }),
    valid("query", JobsQuery),
    async (c) => {
      const query = c.req.valid("query");
      const rows = await db.asAdmin(c.get("caller"), (tx) => listJobs(tx, query));
      return c.json(toPage(rows, query.limit, publicAddress(config, c.req.url), ({ id }) => jobCursors.write([id])));
    },
  );

  app.post(
    "/jobs/:id/retry",
    document({
      summary: "Have work that was given up done again",
      tag,
      success: { status: 202, description: "The job that does it", schema: Job },
      problems: [
        ...["admin_needed", "job_not_found", "job_not_retryable"] as const,
        ...["option_not_supported", "provider_not_available", "provider_key_missing", "transcribing_paused"] as const,
      ],
    }),
    valid("param", Id),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await db.asAdmin(c.get("caller"), (tx) => retryJob(tx, c, config, id)), 202);
    },
  );

  app.post(
    "/jobs/:id/discard",
    document({
      summary: "Take work that waits, or was given up, out of the queue",
      tag,
      success: { status: 200, description: "The job as it was", schema: Job },
      problems: ["admin_needed", "job_not_found", "job_not_discardable"],
    }),
    valid("param", Id),
    async (c) => c.json(await db.asAdmin(c.get("caller"), (tx) => discardJob(tx, c, c.req.valid("param").id))),
  );
}
