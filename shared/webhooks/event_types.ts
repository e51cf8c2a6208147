/** The events that webhooks tell of: the beginnings and ends of work, not its progress. */
export const eventTypes = [
  "transcription.queued",
  "transcription.processing",
  "transcription.completed",
  "transcription.failed",
  "transcription.cancelled",
  "entry.ready",
  "entry.failed",
  "document.queued",
  "document.processing",
  "document.completed",
  "document.failed",
  "document.cancelled",
  "answer.queued",
  "answer.completed",
  "answer.failed",
  "answer.cancelled",
] as const;

/** Where the API shows what an event is about, by the first part of its type. */
const collections: Record<string, string> = {
  transcription: "transcriptions",
  entry: "entries",
  document: "documents",
  answer: "chat/messages",
};

/** The address at which the subject of an event can be read; undefined where the event is about nothing that is shown. */
export function subjectUrl(publicUrl: string, type: string, id: unknown): string | undefined {
  const collection = collections[type.split(".")[0] ?? ""];
  return collection && typeof id === "string" ? `${publicUrl}/functions/v1/api/${collection}/${id}` : undefined;
}
