import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";

export type Sql = PostgresConnection["driver"];

export type AuthContext = {
  sql: Sql;
  jwtSecret: Uint8Array;
  /** `iss` of access tokens: the public URL of this service. */
  issuer: string;
  /** How long an access token lives. */
  tokenSeconds: number;
};

/** Connects the auth service, ours and Lite's part of it. `url` is the superuser's, who owns the schema `auth`. */
export function connectAuth(url: string): PostgresConnection {
  return createPostgresConnection({
    url,
    postgresOptions: {
      max: 6,
      onnotice: () => {},
      types: {
        // Lite hands over JSON that is text already: its own serializer makes that a JSON string, where `->>` finds nothing.
        json: { to: 114, from: [114], serialize: toJson, parse: JSON.parse },
        jsonb: { to: 3802, from: [3802], serialize: toJson, parse: JSON.parse },
        timestamptz: { to: 1184, from: [1184], serialize: String, parse: (text) => new Date(text).toISOString() },
      },
    },
  });
}

function toJson(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
