import { z } from "zod";
import { PageQuery } from "../../page.ts";
import { filters } from "../../transcriptions/list_query.ts";
import {
  type SummaryRow,
  Transcription,
  type TranscriptionRow,
  TranscriptionSummary,
} from "../../transcriptions/schemas.ts";

export const AllTranscriptionsQuery = PageQuery.extend({
  user_id: z.uuid().optional().describe("Whose"),
  ...filters,
});

const owner = { user_id: z.uuid() };

export const OwnedTranscriptionSummary = TranscriptionSummary.extend(owner).meta({ ref: "OwnedTranscriptionSummary" });
export const OwnedTranscription = Transcription.extend(owner).meta({ ref: "OwnedTranscription" });

export const ownedSummaryColumns = Object.keys(OwnedTranscriptionSummary.shape);
export const ownedTranscriptionColumns = Object.keys(OwnedTranscription.shape);

export type OwnedSummaryRow = SummaryRow & { user_id: string };
export type OwnedTranscriptionRow = TranscriptionRow & { user_id: string };
