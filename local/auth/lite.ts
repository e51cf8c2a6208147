import { App } from "@supabase/lite";
import type { PostgresConnection } from "@supabase/lite/postgres";
import { decodeJwt } from "jose";
import type { AuthContext } from "./context.ts";
import { minimumPasswordLength } from "./passwords.ts";
import { describeSession } from "./sessions.ts";
import { findUser } from "./users.ts";

export type Mail = { to: string; subject: string; text?: string; html?: string };

export type LiteOptions = {
  connection: PostgresConnection;
  jwtSecret: string;
  publicUrl: string;
  tokenSeconds: number;
  onMail: (mail: Mail) => void;
};

/** Lite's part of the auth service: passwords, one-time codes, refresh tokens, sign-out. Addresses are confirmed at once. */
export function createLite(options: LiteOptions) {
  return new App({
    connection: options.connection,
    api: { enabled: false },
    auth: {
      enabled: true,
      jwt_secret: options.jwtSecret,
      jwt_expiry: options.tokenSeconds,
      site_url: options.publicUrl,
      minimum_password_length: minimumPasswordLength,
      enable_anonymous_sign_ins: true,
    },
    options: {
      drivers: { email: { send: (mail) => Promise.resolve(options.onMail(mail)) } },
      server: { apiKeys: false, admin: false, disableStudio: true },
    },
  });
}

/** Lite's tokens lack `iss`, `is_anonymous` and metadata, its users are never anonymous or banned: the session is told anew. */
export async function completeSession(context: AuthContext, answer: Response): Promise<Response> {
  if (!answer.ok) return answer;
  const { access_token, refresh_token } = await answer.json();
  return Response.json(await describeSession(context, readKeys(access_token, refresh_token)));
}

/** As `completeSession`, for the link of a mail: the session is in the fragment of the address that it leads to. */
export async function completeRedirect(context: AuthContext, answer: Response): Promise<Response> {
  const target = new URL(answer.headers.get("location") ?? "", context.issuer);
  const fragment = new URLSearchParams(target.hash.slice(1));
  const [accessToken, refreshToken] = [fragment.get("access_token"), fragment.get("refresh_token")];
  if (accessToken === null || refreshToken === null) return answer;
  const session = await describeSession(context, readKeys(accessToken, refreshToken));
  fragment.set("access_token", session.access_token);
  target.hash = fragment.toString();
  return new Response(null, { status: answer.status, headers: { location: target.href } });
}

/** As `completeSession`, for an answer that is the user alone. */
export async function completeUser(context: AuthContext, answer: Response): Promise<Response> {
  if (!answer.ok) return answer;
  const { id } = await answer.json();
  return Response.json(await findUser(context.sql, id));
}

function readKeys(accessToken: string, refreshToken: string) {
  const { sub, session_id } = decodeJwt<{ sub: string; session_id: string }>(accessToken);
  return { userId: sub, sessionId: session_id, refreshToken };
}
