import { type ProblemCode, problemCodes } from "../../../shared/errors.ts";
import { toProblem } from "../../../shared/http/problem.ts";
import { bodyOfFailure, failureOfProblem, runCodes, statusesOfFailure } from "../openai/errors.ts";
import { writeError } from "./problem_examples.ts";
import type { Answer, Components, Content, Schema } from "./types.ts";

const requestId = "0b8f6a0e-3f0d-4b6c-a0fb-4f3c8f6f2d54";

/** How a problem reads in a form: its status, its body, and the schema of a form that holds one of some codes. */
type ProblemForm = {
  prefix: string;
  statusesOf(code: ProblemCode): number[];
  bodyOf(code: ProblemCode): unknown;
  narrow(codes: ProblemCode[]): Schema;
};

/** The forms by the names of their schemas. A form that is not here has no codes, and the route itself says when it answers so. */
const forms: Record<string, ProblemForm> = {
  Problem: {
    prefix: "",
    statusesOf: (code) => [writeError(code).status],
    bodyOf: (code) => toProblem(writeError(code), requestId),
    narrow: (codes) => ({ properties: { code: { enum: codes } } }),
  },
  OpenaiError: {
    prefix: "openai_",
    statusesOf: (code) => statusesOfFailure(writeError(code)),
    bodyOf: (code) => bodyOfFailure(failureOfProblem(writeError(code))),
    narrow: (codes) => ({ properties: { error: { properties: { code: { enum: [...codes, ...runCodes] } } } } }),
  },
};

/**
 * The answers that tell of problems, by status: each says which codes it may have, with an example of each. `content` holds
 * the forms in which the route tells them. The examples are added to `components`, once for all routes.
 */
export function describeProblems(codes: Set<ProblemCode>, content: Content, components: Components) {
  const answers: Record<string, Answer> = {};
  const ordered = problemCodes.filter((code) => codes.has(code));
  const form = Object.values(content).map((one) => formOf(one.schema)).find(Boolean);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of ordered) {
    for (const status of form?.statusesOf(code) ?? []) byStatus.set(status, [...byStatus.get(status) ?? [], code]);
  }
  for (const [status, group] of byStatus) {
    answers[status] = {
      description: group.map((code) => `\`${code}\`: ${writeError(code).title}`).join(". "),
      ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
      content: Object.fromEntries(
        Object.entries(content).flatMap(([type, { schema }]) => {
          const form = formOf(schema);
          return form ? [[type, describeForm(form, schema, group, components)]] : [];
        }),
      ),
    };
  }
  return answers;
}

const retryAfter = {
  "Retry-After": { description: "After how many seconds the same may succeed", schema: { type: "integer" } },
};

function describeForm(form: ProblemForm, schema: Schema, codes: ProblemCode[], components: Components) {
  const examples = components.examples ??= {};
  for (const code of codes) {
    examples[form.prefix + code] ??= { summary: writeError(code).title, value: form.bodyOf(code) };
  }
  return {
    schema: { allOf: [schema, form.narrow(codes)] },
    examples: Object.fromEntries(
      codes.map((code) => [code, { $ref: `#/components/examples/${form.prefix}${code}` }]),
    ),
  };
}

function formOf({ $ref }: Schema): ProblemForm | undefined {
  return forms[$ref?.split("/").at(-1) ?? ""];
}
