import { variableNames } from "../../shared/config.ts";

/** What libraries in the functions look up, beside our own variables; all may be unset. */
const libraryVariables = [
  ...["PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGUSERNAME", "PGPASSWORD", "PGAPPNAME", "PGTARGETSESSIONATTRS"],
  ...["PGMAX", "PGSSL", "PGSSLNEGOTIATION", "PGIDLE_TIMEOUT", "PGCONNECT_TIMEOUT", "PGMAX_LIFETIME", "PGMAX_PIPELINE"],
  ...["PGBACKOFF", "PGKEEP_ALIVE", "PGPREPARE", "PGDEBUG", "PGFETCH_TYPES", "PGPUBLICATIONS", "PGTARGET_SESSION_ATTRS"],
  ...["USERNAME", "USER", "LOGNAME", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"],
  ...["OPENAI_WEBHOOK_SECRET", "OPENAI_LOG", "OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"],
  ...["OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_RESOURCE_ATTRIBUTES"],
  ...[
    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    "OTEL_BSP_MAX_QUEUE_SIZE",
    "OTEL_BSP_SCHEDULE_DELAY",
    "OTEL_BSP_EXPORT_TIMEOUT",
  ],
  ...["OTEL_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT"],
  ...["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_SPAN_EVENT_COUNT_LIMIT", "OTEL_SPAN_LINK_COUNT_LIMIT"],
  ...["OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT", "OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT"],
];

/** Flags of `deno run` that give a program what a hosted function has: network, named variables, 256 MB of heap. */
export const sandboxFlags = [
  "--no-prompt",
  "--allow-net",
  `--allow-env=${[...variableNames, ...libraryVariables].join(",")}`,
  "--v8-flags=--max-old-space-size=256",
];
