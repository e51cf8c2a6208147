import assert from "node:assert/strict";
import { startApi, type TestApi } from "../support/api.ts";
import { readAudio } from "../support/audio.ts";
import { bring, createImporter, type Handler, importOnce, serveFile, startLinkServer } from "../support/links.ts";
import { addPerson } from "../support/people.ts";

const mp3 = await readAudio("cbr.mp3");
const m4a = await readAudio("faststart.m4a");
const id = (name: string) => name.padEnd(20, "_");

function page(body: string): Response {
  return new Response(`<!DOCTYPE html><html><body>${body}</body></html>`, {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

/** Google Drive, as far as it gives files away: by id, and large ones after its form was sent back. */
const drive: Handler = (request) => {
  const { searchParams } = new URL(request.url);
  const file = serveFile(mp3, {
    "content-disposition": 'attachment; filename="talk.mp3"',
    "content-type": "audio/mpeg",
  });
  const form = (name: string) =>
    `<form id="download-form" action="https://drive.usercontent.google.com/download" method="get">
    <input type="submit" value="Download anyway"/><input type="hidden" name="id" value="${id(name)}">
    <input type="hidden" name="export" value="download"><input type="hidden" name="confirm" value="t">
    <input type="hidden" name="uuid" value="a-uuid"><input type="hidden" name="at" value="A&amp;B:1"></form>`;
  switch (searchParams.get("id")) {
    case id("small"):
      return file(request);
    case id("old"):
      return searchParams.get("resourcekey") === "0-key" ? file(request) : page("Sign in");
    case id("large"):
      return searchParams.get("uuid") === "a-uuid" && searchParams.get("at") === "A&B:1"
        ? file(request)
        : page(form("large"));
    case id("insists"):
      return page(form("insists"));
    case id("private"):
      return page('<a href="https://accounts.google.com/ServiceLogin">Sign in</a>');
    case id("worn"):
      return page("<p>Google Drive - Quota exceeded. Too many users have viewed or downloaded this file recently.</p>");
    default:
      return new Response("Not found", { status: 404, headers: { "content-type": "text/html" } });
  }
};

Deno.test("files of Google Drive are brought by their share links", async (t) => {
  await using server = startLinkServer({ "/download": drive });
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true", GOOGLE_DRIVE_BASE_URL: server.url });
  const ann = await addPerson(api.database.sql);
  const bringFile = async (name: string, rest = "") => {
    const entry = await bring(api, ann, `https://drive.google.com/file/d/${id(name)}/view?usp=sharing${rest}`);
    return await importOnce(api, ann, entry.id);
  };

  for (const [name, rest] of [["small"], ["large"], ["old", "&resourcekey=0-key"]] as const) {
    await t.step(`${name} ones`, async () => {
      const ready = await bringFile(name, rest);
      assert.deepEqual([ready.status, ready.file_name, ready.title], ["ready", "talk.mp3", "talk.mp3"]);
      assert.equal(ready.byte_size, mp3.length);
    });
  }

  for (const name of ["private", "missing", "insists"]) {
    await t.step(`not ${name} ones`, async () => {
      const failed = await bringFile(name);
      assert.deepEqual([failed.status, failed.error_code], ["failed", "link_not_accessible"]);
    });
  }

  await t.step("one that was downloaded too often is asked for again", async () => {
    assert.equal((await bringFile("worn")).status, "importing");
    const [job] = await api.database.sql`select error_code, error_message from private.jobs where state = 'queued'`;
    assert.equal(job?.error_code, "source_unavailable");
    assert.match(job?.error_message, /downloaded too often/);
  });
});

/** What YouTube's player endpoint answers, as far as it is looked at. */
function player(sound: string | undefined, status: Record<string, string>, isLive = false) {
  const format = {
    itag: 140,
    mimeType: 'audio/mp4; codecs="mp4a.40.2"',
    bitrate: 130_000,
    audioQuality: "AUDIO_QUALITY_MEDIUM",
  };
  const facts = {
    contentLength: String(m4a.length),
    approxDurationMs: "6000",
    audioSampleRate: "44100",
    audioChannels: 2,
  };
  return {
    responseContext: {},
    playabilityStatus: status,
    videoDetails: { videoId: "dQw4w9WgXcQ", title: "A talk: one / two", lengthSeconds: "6", isLive },
    streamingData: { expiresInSeconds: "21540", formats: [], adaptiveFormats: [{ ...format, ...facts, url: sound }] },
  };
}

Deno.test("the sound of a YouTube video is brought where the operator allows it", async (t) => {
  await using server = startLinkServer({ "/videoplayback": serveFile(m4a, { etag: '"1"' }) });
  await using api = await startApi({ LINKS_ALLOW_PRIVATE: "true", YOUTUBE_ENABLED: "true" });
  const ann = await addPerson(api.database.sql);
  const importWith = async (answer: () => Response) => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { hostname, pathname } = new URL(input instanceof Request ? input.url : input);
      if (!hostname.endsWith("youtube.com")) return await api.deps.fetch(input, init);
      asked.push(pathname);
      return answer();
    };
    const { id } = await bring(api, ann, "https://youtu.be/dQw4w9WgXcQ?si=abc");
    const withYouTube: TestApi = { ...api, deps: { ...api.deps, fetch } };
    await createImporter(withYouTube).ring();
    assert.deepEqual(asked, ["/youtubei/v1/player"]);
    const [job] = await api.database.sql`select error_code, error_message from private.jobs where subject_id = ${id}`;
    return { entry: await (await api.call(ann, "GET", `/entries/${id}`)).json(), job };
  };
  const sound = `${server.url}/videoplayback?expire=1`;

  await t.step("under the video's title", async () => {
    const { entry } = await importWith(() => Response.json(player(sound, { status: "OK" })));
    assert.deepEqual([entry.status, entry.error_message], ["ready", null]);
    assert.deepEqual([entry.title, entry.container, entry.byte_size], ["A talk: one / two", "mp4", m4a.length]);
  });

  const refusals: [string, () => Response, RegExp][] = [
    [
      "a login is wanted",
      () => Response.json(player(undefined, { status: "LOGIN_REQUIRED", reason: "Confirm you are not a bot" })),
      /not a bot/,
    ],
    ["the video is live", () => Response.json(player(sound, { status: "OK" }, true)), /live/],
    ["there is no address", () => Response.json(player(undefined, { status: "OK" })), /names no address/],
    ["YouTube answers otherwise than it used to", () => new Response("<html>"), /does not answer as it used to/],
    ["YouTube refuses", () => new Response(null, { status: 403 }), /does not answer as it used to/],
  ];
  for (const [why, answer, message] of refusals) {
    await t.step(`not where ${why}, and it says so`, async () => {
      const { entry, job } = await importWith(answer);
      assert.deepEqual([entry.status, job?.error_code], ["importing", "source_unavailable"]);
      assert.match(job?.error_message, message);
    });
  }
});
