// Writes the types of the client from what the API says of itself, and makes a package for npm of it in dist/client.
import { buildClient } from "./client/build_client.ts";
import { readOpenapi } from "./client/read_openapi.ts";
import { apiFile, writeApi } from "./client/write_api.ts";

await Deno.writeTextFile(apiFile, await writeApi(await readOpenapi()));
await buildClient(new URL("../dist/client", import.meta.url).pathname);
