import { ProviderError } from "../../../shared/provider_error.ts";
import type { AnswerCut } from "./ask_model.ts";

/** What is said of an answer that is too long and about nothing that could be divided. */
export function tooLong({ provider, cause }: AnswerCut): ProviderError {
  const message = `${provider} has more to say than it may about one passage: ask another provider or model`;
  return new ProviderError("provider_answer_invalid", message, { cause });
}
