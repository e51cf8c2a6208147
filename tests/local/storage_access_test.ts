import assert from "node:assert/strict";
import { ann, audioBytes, bob, listFiles, readError, signToken, startStorage } from "../support/storage.ts";

const key = `${ann}/take.wav`;
const notFound = { status: 400, statusCode: "404", code: "NoSuchKey", error: "not_found", message: "Object not found" };
const noBucket = {
  status: 400,
  statusCode: "404",
  code: "NoSuchBucket",
  error: "Bucket not found",
  message: "Bucket not found",
};
const refused = {
  status: 400,
  statusCode: "403",
  code: "AccessDenied",
  error: "Unauthorized",
  message: "new row violates row-level security policy",
};

Deno.test("Storage shows and lets change only what the caller's policies allow", async (test) => {
  await using stack = await startStorage();
  const { send, tokens } = stack;
  const json = (body: unknown, method = "POST") => ({ method, body: JSON.stringify(body) });
  const put = { method: "POST", body: audioBytes, headers: { "content-type": "audio/wav" } };
  await (await send(`/object/audio/${key}`, put)).body?.cancel();
  await (await send(`/object/open/${key}`, put)).body?.cancel();

  for (const [who, token] of [["a stranger", tokens.bob], ["the publishable key", tokens.anon]] as const) {
    await test.step(`to ${who} an object of another is not there`, async () => {
      for (const path of [`/object/audio/${key}`, `/object/authenticated/audio/${key}`, `/object/info/audio/${key}`]) {
        assert.deepEqual(await readError(await send(path, { token })), notFound);
      }
      const signed = await send(`/object/sign/audio/${key}`, { token, ...json({ expiresIn: 60 }) });
      assert.deepEqual(await readError(signed), notFound);
      const list = await send("/object/list/audio", { token, ...json({ prefix: ann }) });
      assert.deepEqual(await list.json(), []);
      const removed = await send("/object/audio", { token, ...json({ prefixes: [key] }, "DELETE") });
      assert.deepEqual(await removed.json(), []);
      for (const route of ["copy", "move"]) {
        const body = { bucketId: "audio", sourceKey: key, destinationKey: `${bob}/stolen.wav` };
        assert.deepEqual(await readError(await send(`/object/${route}`, { token, ...json(body) })), notFound);
      }
    });

    await test.step(`${who} can put nothing into another's folder, and the object stays as it was`, async () => {
      for (const name of [key, `${ann}/new.wav`]) {
        for (const method of ["POST", "PUT"]) {
          assert.deepEqual(await readError(await send(`/object/audio/${name}`, { ...put, method, token })), refused);
        }
        assert.deepEqual(
          await readError(await send(`/object/upload/sign/audio/${name}`, { method: "POST", token })),
          refused,
        );
      }
      assert.equal(
        (await readError(await send(`/object/audio/${key}`, { method: "DELETE", token }))).statusCode,
        "403",
      );
      assert.deepEqual(await (await send(`/object/audio/${key}`)).bytes(), audioBytes);
    });
  }

  await test.step("a user cannot copy or move into another's folder", async () => {
    for (const route of ["copy", "move"]) {
      const body = { bucketId: "audio", sourceKey: key, destinationKey: `${bob}/gift.wav` };
      assert.deepEqual(await readError(await send(`/object/${route}`, json(body))), refused);
    }
    assert.equal((await listFiles(stack.filesDir)).length, 2);
  });

  await test.step("the service key reads and writes past the policies", async () => {
    const token = tokens.service;
    assert.deepEqual(await (await send(`/object/audio/${key}`, { token })).bytes(), audioBytes);
    const response = await send(`/object/audio/${bob}/service.wav`, { ...put, token });
    assert.equal((await response.json()).Key, `audio/${bob}/service.wav`);
  });

  await test.step("a public bucket is read by anyone, a private one is not there", async () => {
    for (const path of [`/object/public/open/${key}`, `/object/open/${key}`]) {
      assert.deepEqual(await (await send(path, { token: null })).bytes(), audioBytes);
    }
    const paths = [
      `/object/public/audio/${key}`,
      `/object/audio/${key}`,
      `/object/info/audio/${key}`,
      "/object/none/a",
    ];
    for (const path of paths) assert.deepEqual(await readError(await send(path, { token: null })), noBucket);
  });

  await test.step("without a token, writing routes ask for the header", async () => {
    const routes: [string, string][] = [
      [`/object/audio/${key}`, "POST"],
      [`/object/audio/${key}`, "DELETE"],
      [`/object/authenticated/audio/${key}`, "GET"],
      ["/object/list/audio", "POST"],
      ["/object/copy", "POST"],
      ["/bucket", "GET"],
    ];
    for (const [path, method] of routes) {
      const { status, message } = await readError(await send(path, { token: null, method }));
      assert.deepEqual([status, message], [400, "headers must have required property 'authorization'"]);
    }
  });

  const otherSecret = `${tokens.ann.slice(0, -4)}AAAA`;
  const unsigned = `${btoa('{"alg":"none"}').replace(/=+$/, "")}.${tokens.service.split(".")[1]}.`;
  const badTokens: [string, string, string][] = [
    ["garbage", "not.a.jwt", "JWS Protected Header is invalid"],
    ["a signature of another secret", otherSecret, "signature verification failed"],
    ["no signature", unsigned, '"alg" (Algorithm) Header Parameter value not allowed'],
    ["an end in the past", await signToken({ role: "service_role" }, -60), '"exp" claim timestamp check failed'],
    ["a role of the database's own", await signToken({ role: "postgres" }), "The role of the token is not allowed"],
    ["a role that is not text", await signToken({ role: ["service_role"] }), "The role of the token is not allowed"],
  ];
  for (const [what, token, message] of badTokens) {
    await test.step(`a token with ${what} is refused for writing and does not read`, async () => {
      const { status, statusCode, ...body } = await readError(await send("/object/audio/x.wav", { ...put, token }));
      assert.deepEqual([status, statusCode, body.code, body.message], [400, "403", "AccessDenied", message]);
      assert.deepEqual(await readError(await send(`/object/audio/${key}`, { token })), noBucket);
    });
  }

  await test.step("a token without a role is a visitor's", async () => {
    const token = await signToken({ sub: ann });
    assert.deepEqual(await readError(await send(`/object/audio/${key}`, { token })), notFound);
    assert.deepEqual(await readError(await send(`/object/audio/${ann}/none.wav`, { ...put, token })), refused);
  });

  await test.step("an unknown route is 404", async () => {
    const response = await send("/nothing/here");
    const message = "Route GET:/nothing/here not found";
    assert.deepEqual([response.status, await response.json()], [404, { message, error: "Not Found", statusCode: 404 }]);
  });
});
