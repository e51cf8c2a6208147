import "../../shared/node_globals.ts";
import { createVerifier } from "../../shared/auth.ts";
import { boot } from "../../shared/boot.ts";
import { createLanguage } from "../../shared/language/registry.ts";
import { createStorage } from "../../shared/storage.ts";
import { createApi } from "./app.ts";

const booted = await boot("api", Deno.env);
const { config } = booted;
const api = createApi({
  ...booted,
  storage: createStorage(config),
  verifyUser: createVerifier(config),
  language: createLanguage(config.chat),
});

export default { fetch: api.fetch };
