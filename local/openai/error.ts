type OpenAiErrorFields = { param?: string; code?: string; type?: "invalid_request_error" | "server_error" };

/** An error that a caller reads as OpenAI's API writes it: `{ error: { message, type, param, code } }`. */
export class OpenAiError extends Error {
  readonly status: number;
  readonly fields: OpenAiErrorFields;

  constructor(status: number, message: string, fields: OpenAiErrorFields = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }

  toResponse(): Response {
    const { param = null, code = null, type = "invalid_request_error" } = this.fields;
    return Response.json({ error: { message: this.message, type, param, code } }, { status: this.status });
  }
}
