import { supabaseRoot } from "./supabase_root.ts";

/** The modes of `sslmode`. All but the first two refuse a server that does not prove who it is. */
export const tlsModes = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;

/** Where a database is, and how to speak to it. */
export type Address = {
  hostname: string;
  port: number;
  /** `never`; `offered`: where the server offers it and proves who it is; `always`: or there is no connection. */
  tls: "never" | "offered" | "always";
  /** Certificates to trust beside the usual ones, as PEM. */
  caCerts: string[];
};

/** Reads a `postgres://` address with its `sslmode` (`prefer` where it has none). `ca` is trusted beside the usual ones. */
export function readAddress(databaseUrl: string, ca?: string): Address {
  const url = new URL(databaseUrl);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const caCerts = ca === undefined ? [] : [ca];
  if (/(^|\.)supabase\.(co|com)$/.test(hostname)) caCerts.push(supabaseRoot);
  return { hostname, port: Number(url.port || 5432), tls: whenToEncrypt(url.searchParams.get("sslmode")), caCerts };
}

/**
 * `require` and `verify-ca` check the certificate and its name as `verify-full` does, more than libpq asks of them: the
 * platform's Deno has no TLS that does not (its `Deno.startTls`, on which its `node:tls` rests).
 */
function whenToEncrypt(mode: string | null): Address["tls"] {
  if (mode === "disable") return "never";
  return mode === null || mode === "prefer" ? "offered" : "always";
}
