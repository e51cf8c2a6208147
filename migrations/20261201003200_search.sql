-- The words of segments and entries, and where they are found.
alter table public.segments add column search tsvector not null default '';
alter table public.entries add column search tsvector not null default '';
comment on column public.segments.search is 'The words of the text, for GET /search.';
comment on column public.entries.search is 'The words of the title, the tags and the file name, for GET /search.';

create index segments_by_word on public.segments using gin (user_id, search);
create index entries_by_word on public.entries using gin (user_id, search);

create function private.index_segment() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.search := private.search_vector(
    private.search_config((select language from public.transcriptions where id = new.transcription_id)),
    private.fold_text(new.text)
  );
  return new;
end
$$;
create trigger index_segment before insert or update of text on public.segments
  for each row execute function private.index_segment();

create function private.index_entry() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  config regconfig := private.search_config(new.language);
begin
  new.search := setweight(private.search_vector(config, private.fold_text(new.title)), 'A')
    || setweight(private.search_vector(config, private.fold_text(array_to_string(new.tags, ' '))), 'B')
    || setweight(private.search_vector('pg_catalog.simple', private.fold_text(coalesce(new.file_name, ''))), 'C');
  return new;
end
$$;
create trigger index_entry before insert or update of title, tags, file_name, language on public.entries
  for each row execute function private.index_entry();

-- The caller's segments where something is said. Under row-level security no index of words is used, as their operators are not
-- leakproof: so the owner is compared here, and row-level security checks once more whoever reads the rows that were found.
create function private.find_segments(q text)
  returns table (transcription_id uuid, "position" int, speaker text, rank real)
  language sql stable security definer set search_path = '' as $$
  with own as materialized (
    select id, coalesce(language, '') as language from public.transcriptions where user_id = (select auth.uid())
  ), asked as materialized (
    select language, private.search_query(private.search_config(language), words, beginning) as query
    from private.read_search(q), (select distinct language from own) as languages
  )
  select found.transcription_id, found.position, found.speaker, found.rank
  from asked
  cross join lateral (
    select segments.transcription_id, segments.position, segments.speaker, ts_rank(search, asked.query, 1) as rank
    from public.segments where user_id = (select auth.uid()) and search @@ asked.query
    -- Keeps the words ahead of the transcriptions, whatever Postgres guesses.
    offset 0
  ) as found
  join own on own.id = found.transcription_id and own.language = asked.language
  where querytree(asked.query) not in ('', 'T')
$$;

-- The caller's entries that are called so: by title, tags or file name.
create function private.find_entries(q text) returns table (entry_id uuid, rank real)
  language sql stable security definer set search_path = '' as $$
  with asked as materialized (
    select language, private.search_query(private.search_config(language), words, beginning) as query
    from private.read_search(q), (
      select distinct coalesce(language, '') as language from public.entries where user_id = (select auth.uid())
    ) as languages
  )
  select found.id, found.rank
  from asked
  cross join lateral (
    select id, coalesce(entries.language, '') as language, ts_rank(search, asked.query, 1) as rank
    from public.entries where user_id = (select auth.uid()) and search @@ asked.query
    offset 0
  ) as found
  where found.language = asked.language and querytree(asked.query) not in ('', 'T')
$$;

-- The text, or of a long one the part with most of what is looked for; and that part folded, with what was found between
-- chr(3) and chr(4), which may be nested.
create function private.mark_found(language text, q text, inout text text, out marked text)
  language plpgsql immutable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  config regconfig := private.search_config(language);
  asked record := private.read_search(q);
  -- What is to be left out may stand there in other phrases.
  query tsquery := querytree(private.search_query(config, asked.words, asked.beginning))::tsquery;
  options text := format('HighlightAll=true, StartSel="%s", StopSel="%s"', chr(3), chr(4));
begin
  if char_length(text) > 6000 then
    -- Parts overlap, so that each phrase is whole in one of them.
    text := (
      select part from generate_series(0, char_length(text) / 5000) as number, substr(text, number * 5000 + 1, 5200) as part
      order by ts_rank(
        private.search_vector(config, private.fold_text(part)), replace(query::text, '&', '|')::tsquery
      ) desc, number
      limit 1
    );
  end if;
  marked := ts_headline(config, private.fold_text(text), query, options);
  -- The words as they are written: a beginning has no stem, and what a language passes over neither.
  marked := ts_headline('pg_catalog.simple', marked, case
    when asked.beginning is not null then (quote_literal(asked.beginning) || ':*')::tsquery
    when numnode(websearch_to_tsquery(config, asked.words)) = 0 then query
    else ''
  end, options);
end
$$;

grant execute on function private.find_segments(text), private.find_entries(text), private.mark_found(text, text, text)
  to api_user;
