import type { Transaction } from "../db.ts";

export type FoundPassage = { transcriptionId: string; position: number };

/** Transcripts in the order in which passages of them are given, what is asked of them, and room for passages in tokens. */
export type PassagesSought = { transcriptionIds: string[]; question: string; tokens: number };

/** A segment that may be taken, the best first; those of one `place` belong together, what was found before its neighbours. */
type Candidate = { place: number; id: string; position: number; size: number };

/** What is behind says little about what is asked. */
const longestQuestion = 2000;
/** The least that a passage takes, for its number, speaker and time. */
const leastTokens = 15;

/**
 * The segments that a question is about, each with the one before and the one after, in the order of the transcripts and of
 * what is said; where nothing of the question is said, the beginnings of the transcripts. About as many as have room together: a
 * segment that is longer than all of it is left out. Row-level security shows a user nothing of others; a worker names only
 * transcripts of one owner.
 */
export async function findPassages(tx: Transaction, sought: PassagesSought): Promise<FoundPassage[]> {
  const { transcriptionIds } = sought;
  const hits = await selectHits(tx, sought);
  const taken = takeWhatFits(hits.length > 0 ? hits : await selectBeginnings(tx, sought), sought.tokens);
  const places = new Map(transcriptionIds.map((id, place) => [id, place]));
  return taken.sort((one, other) =>
    places.get(one.transcriptionId)! - places.get(other.transcriptionId)! || one.position - other.position
  );
}

function takeWhatFits(candidates: Candidate[], tokens: number): FoundPassage[] {
  const taken = new Map<string, FoundPassage>();
  const refused = new Set<number>();
  let left = tokens;
  for (const { place, id, position, size } of candidates) {
    const key = `${id} ${position}`;
    if (taken.has(key) || refused.has(place)) continue;
    if (size > left) refused.add(place);
    else {
      left -= size;
      taken.set(key, { transcriptionId: id, position });
    }
  }
  return [...taken.values()];
}

/**
 * Segments with words of the question, and their neighbours. Words count for more that few of the segments have, and again where
 * they stand close together; each further hit in the same transcript counts for less, so that one leaves room for the others.
 * The positions of neighbours are made before they are compared, as row-level security keeps sums out of the index.
 */
function selectHits(tx: Transaction, { transcriptionIds, question, tokens }: PassagesSought) {
  return tx<Candidate[]>`
    with source as materialized (
      select id, coalesce(language, '') as language from public.transcriptions
      where id = any(${transcriptionIds}::uuid[])
    ), term as materialized (
      select language, query from (select distinct language from source) as languages,
        private.question_terms(language, ${question.slice(0, longestQuestion)}) as query
    ), asked as materialized (
      select language, string_agg(query::text, ' | ')::tsquery as query from term group by language
    ), hit as materialized (
      select source.id, s.position, ts_rank_cd(s.search, asked.query, 32) as closeness, array(
        select query from term where term.language = source.language and s.search @@ query
      ) as said
      from source
      join asked using (language)
      join public.segments s on s.transcription_id = source.id and s.search @@ asked.query
    ), weight as materialized (
      select query, ln(1 + (select count(*) from hit) / count(*)::float) as weight
      from hit, unnest(said) as query group by query
    ), scored as (
      select id, position, closeness + (select sum(weight) from weight where query = any (said)) as score from hit
    ), placed as (
      select id, position, row_number() over (order by score / sqrt(turn) desc, id, position) as place
      from (
        select *, row_number() over (partition by id order by score desc, position) as turn from scored
      ) as by_turn
      order by place
      limit ${howMany(tokens)}
    ), wanted as materialized (
      select id, position + step as position, place, turn
      from placed cross join unnest(array[0, -1, 1]) with ordinality as neighbour (step, turn)
    )
    select wanted.place::int, s.transcription_id as id, s.position, ${sizeOf(tx)} as size
    from wanted
    join public.segments s on s.transcription_id = wanted.id and s.position = wanted.position and s.text <> ''
    order by wanted.place, wanted.turn`;
}

function selectBeginnings(tx: Transaction, { transcriptionIds, tokens }: PassagesSought) {
  return tx<Candidate[]>`
    select asked.place::int, first.*
    from unnest(${transcriptionIds}::uuid[]) with ordinality as asked (id, place)
    cross join lateral (
      select s.transcription_id as id, s.position, ${sizeOf(tx)} as size from public.segments s
      where s.transcription_id = asked.id and s.text <> '' order by s.position limit ${howMany(tokens)}
    ) as first
    order by row_number() over (partition by asked.place order by first.position), asked.place`;
}

/** More than these never have room. */
function howMany(tokens: number): number {
  return Math.max(1, Math.floor(tokens / leastTokens));
}

/** About how many tokens a segment takes: more of its letters beyond ASCII, which are longer in UTF-8. */
function sizeOf(tx: Transaction) {
  return tx`ceil(
    ${leastTokens}::int + char_length(s.text) * 0.3 + (octet_length(s.text) - char_length(s.text)) * 0.45
  )::int`;
}
