-- A job goes on with the trace of whatever enqueued it, which says who it is in its transaction (shared/db.ts). Nothing is said
-- where nobody traces.
alter table private.jobs
  add column traceparent text default nullif(current_setting('stenobase.traceparent', true), ''),
  add constraint traceparent_names_a_span check (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
comment on column private.jobs.traceparent is 'The span that enqueued the job, as W3C Trace Context writes it.';
