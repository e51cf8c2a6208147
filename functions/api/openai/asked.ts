import { z } from "zod";
import { providerNames } from "../../../shared/config/speech.ts";
import { AppError } from "../../../shared/errors.ts";
import type { Gift } from "../../../shared/speech/types.ts";
import { Language } from "../entries/schemas.ts";
import { check, Text } from "../input.ts";
import { type Asked as Options, optionFormFields } from "../transcriptions/options.ts";
import { type FormatName, formatNames, formats } from "./formats.ts";
import { readModel } from "./models.ts";

const granularity = z.enum(["word", "segment"]);
export type Granularity = z.infer<typeof granularity>;

/** A form has only text: lists come as one field each. */
const listOf = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]).optional();

/** The fields beside the file. Source: `TranscriptionCreateParams` of the openai package, 7.55.0. */
export const Fields = z.strictObject({
  model: Text.trim().max(200).default("").describe(
    "One of ours by its provider's name or `provider/model`. Clients cannot leave it out and name OpenAI's own: any other " +
      "name means whoever is asked first here",
  ),
  language: optionFormFields.language,
  languages: listOf(Language).describe("The first one counts, where there is no `language`"),
  prompt: optionFormFields.prompt,
  keywords: optionFormFields.keyterms,
  response_format: z.enum(formatNames).default("json"),
  timestamp_granularities: listOf(granularity).describe("Of verbose_json: `segment` where absent"),
  stream: z.stringbool().default(false).describe("json, text and diarized_json as server-sent events"),
  chunking_strategy: z.string().optional().describe("Audio is cut where it has to be: only `auto`"),
  temperature: z.coerce.number().min(0).max(1).optional().describe("Only 0"),
  include: listOf(z.string()).describe("Not supported"),
  known_speaker_names: listOf(z.string()).describe("Not supported"),
  known_speaker_references: listOf(z.string()).describe("Not supported"),
});
type Fields = z.output<typeof Fields>;

/** What is asked for: how to transcribe, what the transcript must hold, and how it is to be told. */
export type Asked = {
  options: Options;
  needs: Gift[];
  format: FormatName;
  granularities: Granularity[];
  stream: boolean;
};

/**
 * Reads the fields of a form; lists may have `[]` after their names, as OpenAI's SDKs send them. Throws `invalid_request`, and
 * `option_not_supported` for what nobody here would heed.
 */
export function readAsked(form: [name: string, value: string][]): Asked {
  const fields = check(Fields, joinLists(form));
  refuseUnheeded(fields);
  const { model, language, languages, prompt, keywords, response_format: format, stream } = fields;
  const granularities = fields.timestamp_granularities ?? ["segment"];
  const options: Options = {
    ...readModel(providerNames, model),
    language: language ?? languages?.[0],
    prompt,
    keyterms: keywords,
    ...(format === "diarized_json" && { diarize: true }),
  };
  const words = granularities.includes("word") ? ["words" as const] : [];
  return { options, needs: [...formats[format].needs, ...words], format, granularities, stream };
}

function joinLists(form: [name: string, value: string][]): Record<string, unknown> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of form) {
    const plain = name.replace(/\[.*\]$/, "");
    fields.set(plain, [...fields.get(plain) ?? [], value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** What is left out counts as not asked for; what is there and would change nothing is refused. */
function refuseUnheeded(fields: Fields): void {
  const { response_format: format } = fields;
  const unheeded: [keyof Fields, boolean, string][] = [
    ["temperature", (fields.temperature ?? 0) !== 0, "Must be 0 or absent: each provider has its own"],
    ["chunking_strategy", (fields.chunking_strategy ?? "auto") !== "auto", "Must be 'auto' or absent"],
    ["include", fields.include !== undefined, "Must be absent: nothing is known of log probabilities"],
    ["known_speaker_names", fields.known_speaker_names !== undefined, "Must be absent: speakers are called A, B ..."],
    ["known_speaker_references", fields.known_speaker_references !== undefined, "Must be absent"],
    [
      "timestamp_granularities",
      fields.timestamp_granularities !== undefined && format !== "verbose_json",
      "Must be absent: only 'verbose_json' has them",
    ],
    ["stream", fields.stream && !formats[format].streams, `Must be absent: '${format}' comes whole`],
  ];
  const wrong = unheeded.flatMap(([path, isThere, message]) => isThere ? [{ path, message }] : []);
  if (wrong.length === 0) return;
  const named = wrong.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new AppError("option_not_supported", `Correct the request: ${named}`, { fields: wrong });
}
