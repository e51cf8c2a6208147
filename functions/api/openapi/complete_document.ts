import type { ProblemCode } from "../../../shared/errors.ts";
import { takeCodes } from "../document.ts";
import { idempotencyKey } from "../idempotency/answer_once.ts";
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
      if (isSentOnce(method, operation)) operation.parameters = [idempotencyKey, ...operation.parameters ?? []];
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

/** Whether the route takes `Idempotency-Key`. */
function isSentOnce(method: string, { security }: Operation): boolean {
  return method === "post" && security.length > 0;
}

function findUsualProblems(method: string, operation: Operation): ProblemCode[] {
  const { security, parameters = [], requestBody } = operation;
  const bodies = Object.keys(requestBody?.content ?? {});
  return [
    ...(parameters.length > 0 || bodies.length > 0 ? ["invalid_request"] as const : []),
    ...(bodies.includes("application/json") ? ["invalid_json"] as const : []),
    ...(bodies.length > 0 ? ["body_too_large", "media_type_not_supported"] as const : []),
    ...(security.length > 0 && method !== "get" ? ["rate_limited"] as const : []),
    ...(isSentOnce(method, operation)
      ? ["body_too_large", "idempotency_key_reused", "idempotency_in_flight"] as const
      : []),
    "internal_error",
  ];
}

function addExamples(content: Content | undefined, schemas: Record<string, Schema>, isRequest: boolean): void {
  for (const [type, one] of Object.entries(content ?? {})) {
    one.example ??= one.schema.examples?.[0] ?? fileExamples[type] ?? writeExample(one.schema, schemas, { isRequest });
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
