// The functions as the platform runs them: handed paths without `/functions/v1`, in a process that may only use the network
// and named variables. Ends with the stack that started it, whose end closes standard input.
import api from "../../functions/api/index.ts";
import worker from "../../functions/worker/index.ts";
import callback from "../../functions/callback/index.ts";

const functions: Record<string, { fetch(request: Request): Response | Promise<Response> }> = { api, worker, callback };

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(JSON.stringify({ event: "listening", port })),
}, (request) => {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/functions\/v1/, "");
  const name = url.pathname.split("/")[1] ?? "";
  const found = functions[name];
  if (found) return found.fetch(new Request(url, request));
  return Response.json({ code: "NOT_FOUND", message: "Requested function was not found" }, { status: 404 });
});

for await (const _ of Deno.stdin.readable);
Deno.exit();
