import type { HonoRequest } from "hono";
import { refuseManyParts } from "../form_parts.ts";

/**
 * SHA-256 of what a request asks for: method, path and body. A form is hashed part by part, as a client that sends it again
 * chooses another boundary. The body stays readable. Throws `invalid_request` where a form has too many parts.
 */
export async function hashRequest(request: HonoRequest): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await request.arrayBuffer();
  const url = new URL(request.url);
  const body = await readParts(request) ?? [...await digest(bytes)];
  return await digest(JSON.stringify([request.method, url.pathname + url.search, body]));
}

/** The parts of a form, each with the digest of its content; undefined where the body is no form, or none that can be read. */
async function readParts(request: HonoRequest): Promise<unknown[] | undefined> {
  if (!/^multipart\/form-data\b/i.test(request.header("content-type") ?? "")) return undefined;
  await refuseManyParts(request);
  const form = await request.formData().catch(() => undefined);
  return form && await Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === "string"
        ? [name, value]
        : [name, value.name, value.type, [...await digest(await value.arrayBuffer())]]
    ),
  );
}

async function digest(content: string | ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
