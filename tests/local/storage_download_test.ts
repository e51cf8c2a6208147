import assert from "node:assert/strict";
import { ann, audioBytes, readError, signToken, startStorage } from "../support/storage.ts";

const key = `${ann}/take.wav`;
const object = `audio/${key}`;

Deno.test("Storage sends objects, ranges of them and what signed URLs name", async (test) => {
  await using stack = await startStorage();
  const { send } = stack;
  await stack.client(stack.tokens.ann).from("audio").upload(key, audioBytes, { contentType: "audio/wav" });
  const sign = async () =>
    (await (await send(`/object/sign/${object}`, post({ expiresIn: 60 }))).json()).signedURL as string;
  const signed = await sign();

  await test.step("an authenticated download carries the object's headers", async () => {
    for (const route of ["object", "object/authenticated"]) {
      const response = await send(`/${route}/${object}`);
      assert.equal(response.status, 200);
      assert.deepEqual(
        pick(response, ["accept-ranges", "content-type", "content-length", "cache-control", "expires"]),
        {
          "accept-ranges": "bytes",
          "content-type": "audio/wav",
          "content-length": "32044",
          "cache-control": "max-age=3600",
          expires: null,
        },
      );
      assert.match(response.headers.get("etag") ?? "", /^"[0-9a-f]{32}"$/);
      assert.match(response.headers.get("last-modified") ?? "", / GMT$/);
      assert.equal(response.headers.get("x-robots-tag"), "none");
      assert.deepEqual(await response.bytes(), audioBytes);
    }
  });

  await test.step("a signed URL needs no token and says when it ends instead of how long to cache", async () => {
    const response = await send(signed, { token: null });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("cache-control"), null);
    const left = Date.parse(response.headers.get("expires") ?? "") - Date.now();
    assert.ok(left > 50_000 && left <= 60_000);
    assert.deepEqual(await response.bytes(), audioBytes);
  });

  const ranges: [string, number, number][] = [
    ["bytes=4-7", 4, 7],
    ["bytes=0-", 0, 32_043],
    ["bytes=-10", 32_034, 32_043],
    ["bytes=-99999", 0, 32_043],
    ["bytes=32000-99999", 32_000, 32_043],
  ];
  for (const [range, start, end] of ranges) {
    await test.step(`${range} answers 206 with exactly those bytes, with a token and by a signed URL`, async () => {
      for (const [path, token] of [[`/object/${object}`, stack.tokens.ann], [signed, null]] as const) {
        const response = await send(path, { token, headers: { range, "if-range": '"stale"' } });
        assert.equal(response.status, 206);
        assert.equal(response.headers.get("content-range"), `bytes ${start}-${end}/32044`);
        assert.equal(response.headers.get("content-length"), String(end - start + 1));
        assert.deepEqual(await response.bytes(), audioBytes.slice(start, end + 1));
      }
    });
  }

  for (
    const range of ["bytes=-0", "bytes=999999-", "bytes=5-2", "bytes=abc", "bytes=-", "bytes=0-1,4-5", "items=0-1"]
  ) {
    await test.step(`${range} answers 416 without a content-range`, async () => {
      const response = await send(signed, { token: null, headers: { range } });
      assert.equal(response.headers.get("content-range"), null);
      assert.deepEqual(await readError(response), {
        status: 416,
        statusCode: "416",
        code: "InvalidRange",
        error: "invalid_range",
        message: "invalid range provided",
      });
    });
  }

  await test.step("HEAD tells the length, of a range too, without a body", async () => {
    const whole = await send(`/object/${object}`, { method: "HEAD" });
    assert.deepEqual([whole.status, whole.headers.get("content-length")], [200, "32044"]);
    const part = await send(signed, { token: null, method: "HEAD", headers: { range: "bytes=4-7" } });
    assert.deepEqual([part.status, part.headers.get("content-range")], [206, "bytes 4-7/32044"]);
    assert.equal((await part.bytes()).length, 0);
    assert.equal((await send(`/object/audio/${ann}/no.wav`, { method: "HEAD" })).status, 400);
  });

  await test.step("an unchanged object answers 304, by etag and by date", async () => {
    const { headers } = await send(`/object/${object}`, { method: "HEAD" });
    for (const name of ["if-none-match", "if-modified-since"]) {
      const value = headers.get(name === "if-none-match" ? "etag" : "last-modified") ?? "";
      const response = await send(`/object/${object}`, { headers: { [name]: value } });
      assert.deepEqual([response.status, (await response.bytes()).length], [304, 0]);
    }
    const changed = await send(`/object/${object}`, { headers: { "if-none-match": '"other"' } });
    assert.equal((await changed.bytes()).length, 32_044);
  });

  await test.step("?download names the file, in any alphabet", async () => {
    const response = await send(`/object/${object}?download=n%C3%A4me.wav`, { method: "HEAD" });
    const expected = "attachment; filename=n%C3%A4me.wav; filename*=UTF-8''n%C3%A4me.wav";
    assert.equal(response.headers.get("content-disposition"), expected);
    const unnamed = await send(`/object/${object}?download`, { method: "HEAD" });
    assert.equal(unnamed.headers.get("content-disposition"), "attachment;");
  });

  await test.step("an empty object is sent, and has no range", async () => {
    await stack.client(stack.tokens.ann).from("audio").upload(`${ann}/empty.wav`, new Uint8Array(), {
      contentType: "audio/wav",
    });
    const response = await send(`/object/audio/${ann}/empty.wav`);
    assert.deepEqual([response.status, (await response.bytes()).length], [200, 0]);
    const ranged = await send(`/object/audio/${ann}/empty.wav`, { headers: { range: "bytes=0-" } });
    assert.equal((await readError(ranged)).status, 416);
  });

  const token = signed.split("token=")[1] ?? "";
  const forOther = await signToken({ url: `audio/${ann}/other.wav`, scope: "download" });
  const badTokens: [string, string, string, string][] = [
    ["whose signature was changed", `${token.slice(0, -4)}AAAA`, "InvalidJWT", "signature verification failed"],
    ["that is garbage", "garbage", "InvalidJWT", "Invalid Compact JWS"],
    ["of another object", forOther, "InvalidSignature", "Invalid signature"],
    ["that is a user's", stack.tokens.ann, "InvalidSignature", "Invalid signature"],
    [
      "for an upload",
      await signToken({ url: object, scope: "upload" }),
      "InvalidSignature",
      "Token is not scoped for download",
    ],
    [
      "that has expired",
      await signToken({ url: object, scope: "download" }, -60),
      "InvalidJWT",
      '"exp" claim timestamp check failed',
    ],
  ];
  for (const [what, bad, code, message] of badTokens) {
    await test.step(`a signed URL with a token ${what} is refused`, async () => {
      const response = await send(`/object/sign/${object}?token=${bad}`, { token: null });
      assert.deepEqual(await readError(response), { status: 400, statusCode: "400", code, error: code, message });
    });
  }

  await test.step("signing checks its body in the validator's words", async () => {
    const messages = {
      "{}": "body must have required property 'expiresIn'",
      '{"expiresIn":0}': "body/expiresIn must be >= 1",
    };
    for (const [body, message] of Object.entries(messages)) {
      const response = await send(`/object/sign/${object}`, { method: "POST", body });
      assert.equal((await readError(response)).message, message);
    }
    const { message } = await readError(await send(`/object/sign/${object}`, { token: null }));
    assert.equal(message, "querystring must have required property 'token'");
  });
});

function post(body: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function pick(response: Response, names: string[]) {
  return Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));
}
