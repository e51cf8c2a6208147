import { printTable } from "./figures.ts";
import { callApi, signUp, type Subject } from "./subject.ts";

const connections = 16;
const seconds = 5;

/**
 * Reading one row and a page of ten, requests a second over 16 connections: ours (token, row-level security, validation,
 * log line) beside the least that can do it, a bare server that checks the token and trusts its own `where`.
 */
export async function readRows(subject: Subject): Promise<void> {
  const { accessToken } = await signUp(subject);
  const ids: string[] = [];
  for (let i = 0; i < 50; i++) {
    const body = JSON.stringify({ kind: "text", text: `Text ${i}`, title: `Title ${i}` });
    const headers = { "content-type": "application/json" };
    ids.push((await callApi(subject, accessToken, "/entries", { method: "POST", body, headers })).id);
  }
  const bare = await startBareServer(subject);
  try {
    // Past the gateway, which stands in for the platform's and would be measured with it.
    const servers = { "Stenobase API": `${subject.functionsUrl()}/api`, "bare server, no RLS": bare.url };
    const rows = [];
    for (const [server, url] of Object.entries(servers)) {
      const one = await load(`${url}/entries/${ids[0]}`, accessToken);
      const page = await load(`${url}/entries?limit=10`, accessToken);
      rows.push({ server, "one row": Math.round(one), "page of ten": Math.round(page) });
    }
    printTable(`Reading, requests a second, ${connections} connections, ${seconds} s each`, rows);
  } finally {
    await bare.stop();
  }
}

async function load(url: string, accessToken: string): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  const loop = async () => {
    while (performance.now() < end) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return answered / seconds;
}

async function startBareServer({ databaseUrl, keys }: Subject) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", new URL("bare_server.ts", import.meta.url).pathname],
    env: { DATABASE_URL: databaseUrl, JWT_SECRET: keys.jwtSecret },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return {
    url: value.trim(),
    async stop() {
      child.kill("SIGTERM");
      await child.status;
      await reader.cancel();
    },
  };
}
