import assert from "node:assert/strict";
import { OpenaiError } from "../../functions/api/openai/errors.ts";
import { Problem } from "../../shared/http/problem.ts";

/** What a response is in short, such as "200" or "404 entry_not_found". Reads the body of a problem, and no other. */
export async function outcomeOfResponse(response: Response): Promise<string> {
  if (response.status >= 400 && response.headers.get("content-type") === "application/json") {
    const told = OpenaiError.safeParse(await response.json());
    return told.success ? `${response.status} ${told.data.error.code}` : String(response.status);
  }
  if (response.headers.get("content-type") !== "application/problem+json") {
    await response.body?.cancel();
    return String(response.status);
  }
  const problem = await readProblem(response);
  return `${problem.status} ${problem.code}`;
}

/** The problem in a response. Fails where it is none, or does not repeat the status and the request's id. */
export async function readProblem(response: Response) {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = Problem.parse(await response.json());
  assert.equal(problem.status, response.status);
  assert.equal(problem.request_id, response.headers.get("x-request-id"));
  return problem;
}
