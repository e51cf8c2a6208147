import assert from "node:assert/strict";
import type { z } from "zod";
import type { SearchPage } from "../../functions/api/search/schemas.ts";
import type { TestApi } from "./api.ts";
import type { Person } from "./people.ts";

/** What a search finds. */
export async function readSearch(
  api: Pick<TestApi, "call">,
  person: Person,
  query: Record<string, string>,
): Promise<z.infer<typeof SearchPage>> {
  const response = await api.call(person, "GET", `/search?${new URLSearchParams(query)}`);
  assert.equal(response.status, 200);
  return await response.json();
}
