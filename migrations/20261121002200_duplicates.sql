-- What was brought twice is found by the hash of its content.
alter table public.entries
  add column sha256 text,
  add constraint sha256_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$');
comment on column public.entries.sha256 is 'SHA-256 of the audio, or of the text; null where it is not known. For files that are too large to be read here it is what their owner says.';

create index entries_by_hash on public.entries (user_id, sha256, created_at, id) where sha256 is not null;
