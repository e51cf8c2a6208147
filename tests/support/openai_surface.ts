import OpenAI, { type ClientOptions } from "openai";
import { type CheckResponse, createResponseCheck } from "./openapi.ts";
import type { Person } from "./people.ts";
import type { Pipeline } from "./pipeline.ts";

/** What OpenAI's SDK was answered, besides what it makes of it. */
export type Answers = { status: number; headers: Headers }[];

/**
 * OpenAI's SDK as somebody points it at a pipeline, or at the API alone, over HTTP. Every answer is noted, and checked against the API's own
 * document. Nothing is tried again unless `options` say so.
 */
export async function createSdk(
  { api }: Pick<Pipeline, "api">,
  { token }: Person,
  options: ClientOptions = {},
): Promise<OpenAI & { answers: Answers }> {
  const base = `${api.deps.config.publicUrl}/functions/v1/api`;
  const check: CheckResponse = createResponseCheck(await (await fetch(`${base}/openapi.json`)).text());
  const answers: Answers = [];
  const checkedFetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const response = await fetch(request);
    // The SDK tries out once what forms look like.
    if (request.url.startsWith("data:")) return response;
    answers.push({ status: response.status, headers: response.headers });
    await check(request.method, new URL(request.url).pathname.replace("/functions/v1", ""), response);
    return response;
  };
  const settings = { baseURL: `${base}/v1`, apiKey: token, maxRetries: 0, timeout: 30_000, fetch: checkedFetch };
  return Object.assign(new OpenAI({ ...settings, ...options }), { answers });
}

/** Does the work that there is until a call is answered, and gives the answer. */
export async function whileWorking<T>(pipeline: Pipeline, call: Promise<T>): Promise<T> {
  let isAnswered = false;
  const answer = call.finally(() => void (isAnswered = true));
  // Until it is awaited below, a refusal has nobody who listens.
  answer.catch(() => {});
  while (!isAnswered) {
    await pipeline.ring();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return await answer;
}
