import { createApi } from "../../functions/api/app.ts";
import { startApi, type TestApi } from "./api.ts";
import { languageOf, modelOf, type Script, someAnswer, type TestModel } from "./language.ts";
import { addPerson, type Person } from "./people.ts";

export type ServedApi = AsyncDisposable & {
  api: TestApi;
  ann: Person;
  /** The address of `/api`. */
  base: string;
  /** From now on this is what is answered. Returns the model, which keeps what it is asked. */
  answerWith(script: Script): TestModel;
};

/** The API alone, over HTTP, with a model that answers what the test says. */
export async function serveApi(): Promise<ServedApi> {
  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => answer(request));
  const publicUrl = `http://127.0.0.1:${http.addr.port}`;
  const api = await startApi({ PUBLIC_URL: publicUrl });
  let model = modelOf(someAnswer);
  const served = createApi({ ...api.deps, language: (name) => languageOf(model)(name) });
  answer = (request) => served.fetch(new Request(request.url.replace("/functions/v1/", "/"), request));
  return {
    ...{ api, base: `${publicUrl}/functions/v1/api` },
    ann: await addPerson(api.database.sql),
    answerWith: (script) => model = modelOf(script),
    async [Symbol.asyncDispose]() {
      await http.shutdown();
      await api[Symbol.asyncDispose]();
    },
  };
}
