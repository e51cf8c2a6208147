import { chooseModels } from "../../../shared/answers/choose_models.ts";
import type { Chat } from "../../../shared/config/chat.ts";
import type { DocumentKind, DocumentOptions } from "../../../shared/documents/kinds.ts";
import { optionsOf, type WantedDocuments } from "./schemas.ts";

/** What is to be made of a transcript when it is completed, as the transcription keeps it. */
export type Wanted = DocumentOptions & { kind: DocumentKind };

/** Checks documents that are asked for with a transcription. Throws `provider_not_available`, `provider_key_missing`. */
export function toWanted(chat: Chat, documents: WantedDocuments = []): Wanted[] {
  return documents.map((document) => {
    const asked = typeof document === "string" ? { kind: document } : document;
    chooseModels(chat, asked, false);
    return { kind: asked.kind, ...optionsOf(asked) };
  });
}
