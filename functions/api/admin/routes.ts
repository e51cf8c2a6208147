import type { Hono } from "hono";
import type { ApiDeps, UserEnv } from "../deps.ts";
import { createAdminApp } from "./admin_app.ts";
import { addAuditLogRoutes } from "./audit_logs/routes.ts";
import { addEntryRoutes } from "./entries/routes.ts";
import { addErrorLogRoutes } from "./error_logs/routes.ts";
import { addJobRoutes } from "./jobs/routes.ts";
import { addMaintenanceRoutes } from "./maintenance/routes.ts";
import { addPromptRoutes } from "./prompts/routes.ts";
import { addSettingRoutes } from "./settings/routes.ts";
import { addStatsRoutes } from "./stats/routes.ts";
import { addTranscriptionRoutes } from "./transcriptions/routes.ts";
import { addUserLimitRoutes } from "./user_limits/routes.ts";
import { addUserRoutes } from "./users/routes.ts";

/** `/admin`: what an operator does from a dashboard. */
export function createAdmin(deps: ApiDeps): Hono<UserEnv> {
  const app = createAdminApp(deps);
  addUserRoutes(app, deps);
  addEntryRoutes(app, deps);
  addTranscriptionRoutes(app, deps);
  addErrorLogRoutes(app, deps);
  addJobRoutes(app, deps);
  addAuditLogRoutes(app, deps);
  addMaintenanceRoutes(app, deps);
  addPromptRoutes(app, deps);
  addStatsRoutes(app, deps);
  addSettingRoutes(app, deps);
  addUserLimitRoutes(app, deps);
  return app;
}
