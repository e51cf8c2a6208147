import type { ProblemCode } from "../../../shared/errors.ts";

/** What can be wrong with whom a document asks for. */
export const chatProblems: ProblemCode[] = ["provider_not_available", "provider_key_missing"];
