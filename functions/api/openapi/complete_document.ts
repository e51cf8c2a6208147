import type { ProblemCode } from "../../../shared/errors.ts";
import { takeCodes } from "../document.ts";
import { answerExamples, fileExamples } from "./answer_examples.ts";
import { describeProblems } from "./describe_problems.ts";
import { requestExamples } from "./request_examples.ts";
import type { Answer, Content, Operation, Schema, Spec } from "./types.ts";
import { writeExample } from "./write_example.ts";

/**
 * Adds to a document what follows from what its routes say: the problems of each by status, those that every route of its
 * kind may have among them, examples of bodies and answers, and what its path names. Changes the document.
 */
export function completeDocument(spec: Spec): Spec {
  const { components } = spec;
  for (const [name, schema] of Object.entries(components.schemas)) {
    const example = answerExamples[name] ?? requestExamples[name];
    if (example !== undefined) schema.examples ??= [example];
  }
  for (const [path, methods] of Object.entries(spec.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      for (const parameter of operation.parameters ?? []) parameter.description ??= describePlace(path, parameter.name);
      addExamples(operation.requestBody?.content, components.schemas, true);
      for (const { content } of Object.values(operation.responses)) addExamples(content, components.schemas, false);
      const codes = new Set([...takeCodes(operation), ...findUsualProblems(method, operation)]);
      const answers = describeProblems(codes, operation.responses.default?.content ?? {}, components);
      for (const [status, answer] of Object.entries(answers)) {
        const own = operation.responses[status];
        operation.responses[status] = own ? joinAnswers(answer, own) : answer;
      }
    }
  }
  return spec;
}

function findUsualProblems(method: string, { security, parameters = [], requestBody }: Operation): ProblemCode[] {
  const bodies = Object.keys(requestBody?.content ?? {});
  const isCounted = security.length > 0 && method !== "get";
  return [
    ...(parameters.length > 0 || bodies.length > 0 ? ["invalid_request"] as const : []),
    ...(bodies.includes("application/json") ? ["invalid_json"] as const : []),
    ...(bodies.length > 0 ? ["body_too_large", "media_type_not_supported"] as const : []),
    ...(isCounted ? ["rate_limited"] as const : []),
    ...(isCounted && method === "post"
      ? ["body_too_large", "idempotency_key_reused", "idempotency_in_flight"] as const
      : []),
    "internal_error",
  ];
}

function addExamples(content: Content | undefined, schemas: Record<string, Schema>, isRequest: boolean): void {
  for (const [type, one] of Object.entries(content ?? {})) {
    one.example ??= fileExamples[type] ?? writeExample(one.schema, schemas, { isRequest });
  }
}

/** What is a problem and what a route says itself of the same status. */
function joinAnswers(problem: Answer, own: Answer): Answer {
  return {
    ...problem,
    description: `${own.description}. ${problem.description}`,
    content: { ...problem.content, ...own.content },
  };
}

/** What a part of a path names: the id of what stands before it, such as the entry in `/entries/{id}`. */
function describePlace(path: string, name: string): string {
  const [, before = ""] = new RegExp(`(\\w+)/\\{${name}\\}`).exec(path) ?? [];
  const one = before.replace(/ies$/, "y").replace(/s$/, "");
  return name.endsWith("id") ? `The id of the ${one}` : `The ${name} of the ${one}`;
}
