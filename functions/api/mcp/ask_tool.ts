import { z } from "zod";
import { clock } from "../../../shared/export/clock.ts";
import { beginCompletion } from "../chat/begin_completion.ts";
import { createAnswer } from "../chat/create_answer.ts";
import { Completion, NewCompletion } from "../chat/schemas.ts";
import { createTool } from "./tool.ts";

const told = { citations: true, removed_citations: true, supported: true, provider: true, model: true } as const;

export const askTool = createTool({
  name: "ask",
  title: "Ask about transcripts",
  description: "Answers a question from completed transcripts alone, with citations that were checked against them.",
  scope: "chat:write",
  input: z.strictObject({
    transcription_ids: NewCompletion.shape.transcription_ids.unwrap(),
    question: NewCompletion.shape.message,
  }),
  output: z.object({ answer: z.string(), ...Completion.pick({ ...told, message_id: true }).shape }),
  async run({ deps, caller, log, key, gone }, { question: message, transcription_ids }) {
    const begun = await beginCompletion(deps, caller, { message, transcription_ids }, key);
    const completion = await createAnswer(deps, caller, log, begun)({}, gone);
    // Nothing comes where whoever asked has gone.
    if (!completion) throw gone.reason;
    const { message: answer, citations, removed_citations, supported, provider, model, message_id } = completion;
    const result = { answer, citations, removed_citations, supported, provider, model, message_id };
    const lines = citations.map(({ transcription_id, segment, start_ms, quote }) => {
      const time = start_ms === null ? "" : `${clock(start_ms)}, `;
      return `- "${quote}" (${time}segment ${segment} of ${transcription_id})`;
    });
    const text = lines.length === 0 ? answer : `${answer}\n\nFrom the transcripts:\n${lines.join("\n")}`;
    return { result, text };
  },
});
