import { Buffer } from "node:buffer";
import { z } from "zod";
import {
  jsonOf,
  type ProviderServer,
  type SentRequest,
  type ServerCore,
  startProviderServer,
} from "./provider_server.ts";
import { readAnswerFixture } from "./speech_fixtures.ts";

type StoredFile = { name: string; mimeType: string; bytes: Uint8Array<ArrayBuffer> | undefined };

const Body = z.object({
  contents: z.array(z.object({
    parts: z.array(z.union([
      z.object({ inlineData: z.object({ data: z.base64(), mimeType: z.string() }) }),
      z.object({ fileData: z.object({ fileUri: z.string(), mimeType: z.string() }) }),
    ])).length(1),
  })).length(1),
  generationConfig: z.object({
    audioTranscriptionConfig: z.strictObject({
      languageCodes: z.array(z.string()).optional(),
      customVocabulary: z.array(z.string()).optional(),
      wordTimestamp: z.boolean().optional(),
      diarization: z.boolean().optional(),
    }),
  }),
});

/**
 * The Gemini API as far as transcription goes: models/{model}:generateContent, and the Files API with its resumable upload.
 * A file is deleted under its name and there no more. Sources: the API's guides, and what @google/genai sends.
 */
export async function startGeminiServer(): Promise<ProviderServer> {
  const files = new Map<string, StoredFile>();
  return startProviderServer({
    result: await readAnswerFixture("gemini/speakers"),
    async respond(request, server) {
      if (request.path.startsWith("/upload-to/")) return finishUpload(request, server, files);
      if (!request.headers.get("x-goog-api-key")) return refuse(401, "UNAUTHENTICATED", "API key is missing.");
      const path = request.path.replace(/\/v1(beta)?\//, "/");
      if (path === "/upload/files") return startUpload(request, server, files);
      if (path.startsWith("/files/")) return readOrDelete(request, server, files, path.slice(1));
      if (!path.endsWith(":generateContent")) return refuse(404, "NOT_FOUND", "Requested entity was not found.");
      return await generate(request, server, files);
    },
  });
}

async function generate(request: SentRequest, server: ServerCore, files: Map<string, StoredFile>): Promise<Response> {
  const parsed = Body.safeParse(jsonOf(request));
  if (!parsed.success) return refuse(400, "INVALID_ARGUMENT", z.prettifyError(parsed.error));
  const { contents, generationConfig: { audioTranscriptionConfig: config } } = parsed.data;
  if (config.customVocabulary && (config.wordTimestamp || config.diarization)) {
    return refuse(400, "INVALID_ARGUMENT", "customVocabulary cannot be used with wordTimestamp or diarization.");
  }
  const part = contents[0]!.parts[0]!;
  const bytes = "inlineData" in part
    ? new Uint8Array(Buffer.from(part.inlineData.data, "base64"))
    : files.get(`files/${part.fileData.fileUri.split("/files/")[1]}`)?.bytes;
  if (!bytes) return refuse(403, "PERMISSION_DENIED", "You do not have permission to access the File.");
  if (server.plan.workMs > 0) await new Promise((resolve) => setTimeout(resolve, server.plan.workMs));
  server.charged.push({
    id: crypto.randomUUID(),
    options: { ...config, part: describe(part) },
    audio: { bytes },
    done: true,
  });
  return Response.json(server.result);
}

function describe(part: { inlineData: { mimeType: string } } | { fileData: { mimeType: string } }): string {
  return "inlineData" in part ? `inline ${part.inlineData.mimeType}` : `file ${part.fileData.mimeType}`;
}

function startUpload(request: SentRequest, { baseUrl }: ServerCore, files: Map<string, StoredFile>): Response {
  const { file } = jsonOf(request) as { file?: { name?: string } };
  const name = file?.name ?? `files/${crypto.randomUUID()}`;
  if (!/^files\/[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return refuse(400, "INVALID_ARGUMENT", "The name is not valid.");
  if (files.has(name)) return refuse(409, "ALREADY_EXISTS", "The file exists.");
  const mimeType = request.headers.get("x-goog-upload-header-content-type") ?? "";
  files.set(name, { name, mimeType, bytes: undefined });
  const headers = { "x-goog-upload-url": `${baseUrl}/upload-to/${name}`, "x-goog-upload-status": "active" };
  return new Response(null, { headers });
}

function finishUpload(request: SentRequest, { baseUrl }: ServerCore, files: Map<string, StoredFile>): Response {
  const file = files.get(request.path.replace("/upload-to/", ""));
  if (!file || request.headers.get("x-goog-upload-command") !== "upload, finalize") {
    return refuse(400, "INVALID_ARGUMENT", "The upload is not known.");
  }
  file.bytes = request.body;
  return Response.json({ file: toJson(file, baseUrl) }, { headers: { "x-goog-upload-status": "final" } });
}

function readOrDelete({ method }: SentRequest, server: ServerCore, files: Map<string, StoredFile>, name: string) {
  const file = files.get(name);
  if (!file) return refuse(403, "PERMISSION_DENIED", "You do not have permission to access the File.");
  if (method === "GET") return Response.json(toJson(file, server.baseUrl));
  files.delete(name);
  server.deleted.push(name);
  return Response.json({});
}

function toJson({ name, mimeType, bytes }: StoredFile, baseUrl: string) {
  const sizeBytes = String(bytes?.length ?? 0);
  return { name, mimeType, sizeBytes, uri: `${baseUrl}/v1beta/${name}`, state: bytes ? "ACTIVE" : "PROCESSING" };
}

function refuse(code: number, status: string, message: string): Response {
  return Response.json({ error: { code, message, status } }, { status: code });
}
