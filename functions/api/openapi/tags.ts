/** What the routes are about, in the order in which they are best read. */
export const tags = [
  { name: "entries", description: "What a user brought: text, audio by upload, links" },
  { name: "transcriptions", description: "Runs over entries: asking, reading, correcting, downloading" },
  { name: "documents", description: "What a language model makes of a transcript" },
  { name: "chat", description: "Questions about transcripts, answered with citations that were checked" },
  { name: "search", description: "What is said and what entries are called" },
  { name: "events", description: "What happens, live or read again" },
  { name: "webhooks", description: "Who else is told what happens, signed, with a log" },
  { name: "api_keys", description: "What programs send in place of their user's token" },
  { name: "usage", description: "What was used and what is left" },
  { name: "providers", description: "Who can transcribe here" },
  { name: "openai", description: "What OpenAI's SDKs ask for, with errors in OpenAI's form" },
  { name: "mcp", description: "Transcripts as tools of the Model Context Protocol" },
  { name: "admin", description: "What admins alone may do" },
  { name: "health", description: "Whether all is in order" },
  { name: "metrics", description: "What is counted and how the queue stands, for Prometheus" },
  { name: "docs", description: "This document" },
];
