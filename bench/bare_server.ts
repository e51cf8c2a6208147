import { jwtVerify } from "jose";
import postgres from "postgres";

const sql = postgres(Deno.env.get("DATABASE_URL")!, { max: 4 });
const secret = new TextEncoder().encode(Deno.env.get("JWT_SECRET"));

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}, async (request) => {
  const { payload } = await jwtVerify(request.headers.get("authorization")!.slice(7), secret);
  const url = new URL(request.url);
  const id = url.pathname.split("/")[2];
  const rows = id ? await sql`select * from public.entries where id = ${id} and user_id = ${payload.sub!}` : await sql`
      select * from public.entries where user_id = ${payload.sub!} order by created_at desc, id desc
      limit ${Number(url.searchParams.get("limit"))}`;
  return Response.json(rows);
});
