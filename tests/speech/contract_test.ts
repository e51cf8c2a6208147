import type { ProviderName } from "../../shared/config/speech.ts";
import { startAssemblyaiServer } from "../support/assemblyai_server.ts";
import { startDeepgramServer } from "../support/deepgram_server.ts";
import { startGeminiServer } from "../support/gemini_server.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { checkContract, type Subject } from "./contract.ts";

const startOf = (index: number) => index * 400;
const tens = <T>(all: T[]) =>
  Array.from({ length: Math.ceil(all.length / 10) }, (_, ten) => all.slice(ten * 10, ten * 10 + 10));

const subjects: Record<ProviderName, Omit<Subject, "name">> = {
  openai: {
    start: startOpenaiServer,
    models: { words: "whisper-1", speakers: "gpt-4o-transcribe-diarize" },
    longResult: (words) => ({
      text: words.join(" "),
      duration: 10_800,
      words: words.map((word, index) => ({ word, start: index * 0.4, end: index * 0.4 + 0.3 })),
      segments: tens(words).map((ten, index) => ({ start: index * 4, end: index * 4 + 4, text: ` ${ten.join(" ")}` })),
    }),
    errorBody: (message) => ({ error: { message, type: "an_error", code: null, param: null } }),
    runDry: {
      status: 429,
      body: {
        error: {
          message: "You exceeded your current quota, please check your plan and billing details.",
          ...{ type: "insufficient_quota", code: "insufficient_quota", param: null },
        },
      },
    },
  },
  assemblyai: {
    start: startAssemblyaiServer,
    models: { words: "universal-3-5-pro,universal-2", speakers: "universal-3-5-pro,universal-2" },
    longResult: (words) => ({
      text: words.join(" "),
      audio_duration: 10_800,
      words: words.map((text, index) => ({ text, start: startOf(index), end: startOf(index) + 300, confidence: 0.9 })),
    }),
    errorBody: (error) => ({ error }),
    runDry: {
      status: 400,
      body: { error: "Your current account balance is negative. Please top up to continue using the API." },
    },
  },
  deepgram: {
    start: startDeepgramServer,
    models: { words: "nova-3", speakers: "nova-3" },
    longResult(words) {
      const all = words.map((punctuated_word, index) => ({
        ...{ word: `word${index}`, punctuated_word, start: index * 0.4, end: index * 0.4 + 0.3, confidence: 0.9 },
      }));
      return {
        metadata: { duration: 10_800 },
        results: {
          channels: [{ alternatives: [{ transcript: words.join(" "), confidence: 0.9, words: all }] }],
          utterances: tens(all).map((ten) => ({
            ...{ start: ten[0]!.start, end: ten.at(-1)!.end, words: ten },
            transcript: ten.map((word) => word.punctuated_word).join(" "),
          })),
        },
      };
    },
    errorBody: (err_msg) => ({ err_code: "SOME_ERROR", err_msg, request_id: "one" }),
    runDry: {
      status: 402,
      body: { err_code: "ASR_PAYMENT_REQUIRED", err_msg: "Project does not have enough credits.", request_id: "one" },
    },
  },
  gemini: {
    start: startGeminiServer,
    models: { words: "gemini-3.5-transcribe", speakers: "gemini-3.5-transcribe" },
    longResult: (words) => ({
      candidates: [{
        content: {
          parts: [{
            audioTranscription: {
              text: words.join(" "),
              words: words.map((word, index) => ({
                ...{ word, startOffset: `${startOf(index) / 1000}s`, endOffset: `${(startOf(index) + 300) / 1000}s` },
              })),
            },
          }],
        },
        finishReason: "STOP",
      }],
    }),
    errorBody: (message) => ({ error: { code: 400, message, status: "SOME_ERROR" } }),
    runDry: {
      status: 429,
      body: {
        error: {
          code: 429,
          message: "You exceeded your current quota, please check your plan and billing details.",
          status: "RESOURCE_EXHAUSTED",
          details: [{
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
          }],
        },
      },
    },
  },
};

for (const name of Object.keys(subjects) as ProviderName[]) {
  Deno.test(`the contract of speech providers, kept by ${name}`, async (t) => {
    await checkContract(t, { name, ...subjects[name] });
  });
}
