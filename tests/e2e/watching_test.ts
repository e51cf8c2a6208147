import assert from "node:assert/strict";
import { build } from "../../deploy/build.ts";
import { startStack } from "../../local/stack.ts";
import { prepareBundles } from "../support/bundle_host.ts";
import { signUp, untilEnded, uploadAudio } from "../support/client.ts";
import { parseMetrics, valueOf } from "../support/metrics.ts";
import { startOpenaiServer } from "../support/openai_server.ts";
import { startOtlpReceiver } from "../support/otlp_receiver.ts";
import { startSentryServer } from "../support/sentry_server.ts";
import { readFixture } from "../support/speech.ts";
import { until } from "../support/until.ts";

/** How long what is told may take to come. */
const milliseconds = 30_000;

const hosts = {
  "the local stack, where Deno traces by itself": () => undefined,
  "the bundles on the platform's Deno": async (folder: string) => {
    await build(folder);
    return await prepareBundles(folder);
  },
};

for (const [host, prepare] of Object.entries(hosts)) {
  Deno.test(`${host}: traces, errors and metrics of a transcription reach those who watch`, async () => {
    await using collector = startOtlpReceiver();
    await using sentry = startSentryServer();
    await using openai = await startOpenaiServer();
    const folder = await Deno.makeTempDir({ prefix: "stenobase-watching-test-" });
    const functionsProgram = await prepare(folder);
    const stack = await startStack({
      port: 0,
      dataDir: `${folder}/data`,
      chosen: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        SENTRY_DSN: sentry.dsn,
        SPEECH_OPENAI_MODEL: "whisper-1",
        SPEECH_OPENAI_API_KEY: "sk-of-the-tests",
        SPEECH_OPENAI_BASE_URL: openai.baseUrl,
      },
      say: () => {},
      durable: false,
      ...(functionsProgram && { functionsProgram }),
    });
    try {
      const ann = await signUp({ url: stack.url, publishableKey: stack.keys.publishableKey });
      const entry = await uploadAudio(ann, "sentence.mp3", await readFixture("sentence.mp3"));
      const transcribe = async () => {
        const { id } = await ann.call("POST", `/entries/${entry.id}/transcriptions`, {});
        return (await untilEnded(ann, id)).status;
      };
      assert.equal(await transcribe(), "completed");
      const [call, job, route] = [
        await collector.find("speech submit", milliseconds),
        await collector.find("job transcribe", milliseconds),
        await collector.find("POST /api/entries/:id/transcriptions", milliseconds),
      ];
      assert.deepEqual([call.parentId, job.parentId], [job.spanId, route.spanId]);
      assert.deepEqual([call.traceId, job.traceId, route.service], [route.traceId, route.traceId, "stenobase"]);
      assert(openai.requests.every(({ headers }) => !headers.has("traceparent")));

      openai.script({ status: 401, body: { error: { message: "Incorrect API key provided: sk-of-the-tests" } } });
      assert.equal(await transcribe(), "failed");
      const told = await until(() => sentry.events.find(({ tags }) => tags.event === "job failed"), milliseconds);
      assert.deepEqual([told.tags.code, told.tags.job_kind], ["provider_unauthorized", "transcribe"]);
      assert.doesNotMatch(sentry.envelopes.join(), /sk-of-the-tests/);

      const failed = { provider: "openai", purpose: "speech", outcome: "provider_unauthorized" };
      const metrics = await until(async () => {
        const headers = { apikey: stack.keys.secretKey };
        const response = await fetch(`${stack.url}/functions/v1/api/metrics`, { headers });
        const families = parseMetrics(await response.text());
        return valueOf(families, "stenobase_provider_calls_total", failed) > 0 ? families : undefined;
      }, milliseconds);
      const accepted = { function: "api", route: "/api/entries/:id/transcriptions", status: "202" };
      assert(valueOf(metrics, "stenobase_http_requests_total", accepted) > 0);
      assert.equal(valueOf(metrics, "stenobase_jobs", { kind: "transcribe", state: "dead" }), 1);
    } finally {
      await stack.stop();
      await Deno.remove(folder, { recursive: true });
    }
  });
}
