-- Search: what is said, and what entries are called, is found by words of its language, whatever their case and accents.
create extension if not exists unaccent with schema extensions;
create extension if not exists btree_gin with schema extensions;

-- The language of a text as Postgres knows it; of others words are found as they are written.
create function private.search_config(language text) returns regconfig
  language sql immutable set search_path = '' as $$
  select case language
    when 'ar' then 'pg_catalog.arabic'::regconfig when 'ca' then 'pg_catalog.catalan' when 'da' then 'pg_catalog.danish'
    when 'de' then 'pg_catalog.german' when 'el' then 'pg_catalog.greek' when 'en' then 'pg_catalog.english'
    when 'es' then 'pg_catalog.spanish' when 'eu' then 'pg_catalog.basque' when 'fi' then 'pg_catalog.finnish'
    when 'fr' then 'pg_catalog.french' when 'ga' then 'pg_catalog.irish' when 'hi' then 'pg_catalog.hindi'
    when 'hu' then 'pg_catalog.hungarian' when 'hy' then 'pg_catalog.armenian' when 'id' then 'pg_catalog.indonesian'
    when 'it' then 'pg_catalog.italian' when 'lt' then 'pg_catalog.lithuanian' when 'nb' then 'pg_catalog.norwegian'
    when 'ne' then 'pg_catalog.nepali' when 'nl' then 'pg_catalog.dutch' when 'nn' then 'pg_catalog.norwegian'
    when 'no' then 'pg_catalog.norwegian' when 'pt' then 'pg_catalog.portuguese' when 'ro' then 'pg_catalog.romanian'
    when 'ru' then 'pg_catalog.russian' when 'sr' then 'pg_catalog.serbian' when 'sv' then 'pg_catalog.swedish'
    when 'ta' then 'pg_catalog.tamil' when 'tr' then 'pg_catalog.turkish' when 'yi' then 'pg_catalog.yiddish'
    else 'pg_catalog.simple'
  end
$$;

-- A text as it is searched, the same under every locale: lower case without accents; chr(1) for whatever parts words, so that
-- the parser sees no addresses, tags or signs; chr(2) around each character of scripts that put no spaces between words, and
-- of Hangul, whose particles cling to words: these are found as strings of characters. White space stays where it is.
create function private.fold_text(text text) returns text
  language sql immutable set search_path = '' as $$
  select regexp_replace(
    regexp_replace(
      translate(
        extensions.unaccent('extensions.unaccent'::regdictionary, lower(regexp_replace(
          normalize(regexp_replace(
            translate($1, chr(1) || chr(2) || chr(3) || chr(4), ''),
            '[\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02c2-\u02df\u037e\u0387'
            '\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0609-\u060d\u061b-\u061f\u066a-\u066d\u06d4'
            '\u0964\u0965\u104a-\u104f\u17d4-\u17da\u1361-\u1368\u2000-\u200b\u200e-\u2bff\u2e00-\u2e7f\u3000-\u3004'
            '\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40'
            '\uff5b-\uff65\uffe0-\uffff]',
            chr(1), 'g'), nfkc),
          '[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]', '', 'g'
        ) collate pg_catalog."und-x-icu")),
        '!"#$%&''()*+,-/:;<=>?@[\]^_`{|}~', repeat(chr(1), 32)
      ),
      '\.(?!\d)|(?<!\d)\.', chr(1), 'g'
    ),
    '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaa7f'
    '\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff])',
    chr(2) || '\1' || chr(2), 'g'
  )
$$;

-- The words of a folded text: their stems with positions, and each as it is written without, for beginnings of words and for
-- those that a language passes over. Postgres holds about a megabyte of words for a text; of a larger one its beginning.
create function private.search_vector(config regconfig, folded text) returns tsvector
  language plpgsql immutable set search_path = '' as $$
begin
  return to_tsvector(config, folded) || strip(to_tsvector('pg_catalog.simple', folded));
exception when program_limit_exceeded then
  return private.search_vector(config, left(folded, char_length(folded) / 2));
end
$$;

-- What a user wrote, as `websearch_to_tsquery` reads it: words, "phrases", `or`, and - before what is to be left out. What
-- holds together without spaces is a phrase. `beginning` is the last word, where it may be that there is more of it to come.
create function private.read_search(q text, out words text, out beginning text)
  language sql immutable set search_path = '' as $$
  with found as (
    select number, part[1] as part, lower(part[1]) = 'or' as is_or,
      btrim(translate(private.fold_text(part[1]), chr(1) || chr(2), '  ')) as folded
    from regexp_matches(q, '-?"[^"]*"?|[^\s"]+', 'g') with ordinality as found (part, number)
  ), term as (
    select number, case when is_or then 'or' else repeat('-', (part like '-%')::int) || '"' || folded || '"' end as term
    from found where folded <> ''
  )
  select
    (select regexp_replace(coalesce(string_agg(term, ' ' order by number), ''), '^(or )+|( or)+$', '', 'g') from term),
    (
      select folded from found
      where number = (select max(number) from found) and not is_or and part !~ '^-|"' and folded ~ '^\S{3,}$' and q !~ '\s$'
    )
$$;

-- The same for texts of one language. Of nothing but words that the language passes over each is looked for as it is written.
create function private.search_query(config regconfig, words text, beginning text) returns tsquery
  language plpgsql immutable set search_path = '' as $$
declare
  found tsquery := websearch_to_tsquery(config, words);
  last tsquery;
begin
  if numnode(found) = 0 then
    config := 'pg_catalog.simple';
    found := replace(websearch_to_tsquery(config, words)::text, '<->', '&')::tsquery;
  end if;
  if beginning is null then
    return found;
  end if;
  last := websearch_to_tsquery(config, '"' || beginning || '"');
  return ts_rewrite(found, last, last || (quote_literal(beginning) || ':*')::tsquery);
end
$$;

-- What a question to texts of one language is about, each by itself: its words but for those that the language passes over, and
-- of scripts without spaces each two characters that follow each other.
create function private.question_terms(language text, question text) returns setof tsquery
  language sql immutable security definer set search_path = '' as $$
  with word as materialized (
    select at, (quote_literal(lexeme))::tsquery as query,
      lexeme ~ '^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\ufaff\U00020000-\U0003ffff]$' as is_character
    from unnest(to_tsvector(private.search_config(language), private.fold_text(question))), unnest(positions) as at
  )
  select distinct case when next.at is null then word.query else tsquery_phrase(word.query, next.query) end
  from word
  left join word as next on word.is_character and next.is_character and next.at = word.at + 1
  where next.at is not null or not word.is_character
    or not exists (select from word as before where before.is_character and before.at = word.at - 1)
$$;
grant execute on function private.question_terms(text, text) to api_user, service_role;
