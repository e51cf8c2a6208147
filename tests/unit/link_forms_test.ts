import assert from "node:assert/strict";
import { findDriveFile } from "../../shared/links/google_drive.ts";
import { recogniseLink } from "../../shared/links/recognise_link.ts";
import { findYouTubeVideo, isYouTube } from "../../shared/links/youtube.ts";

const id = "1aBcD-eFgH_iJkLmNoPqRsTuVwXyZ0123";
const drive = "https://drive.google.com";

Deno.test("links of Google Drive", async (t) => {
  await t.step("name the file in all their forms", () => {
    const links = [
      `${drive}/file/d/${id}`,
      `${drive}/file/d/${id}/view`,
      `${drive}/file/d/${id}/view?usp=sharing`,
      `${drive}/file/d/${id}/edit?usp=drive_link`,
      `${drive}/file/d/${id}/preview`,
      `${drive}/file/u/1/d/${id}/view`,
      `${drive}/a/example.com/file/d/${id}/view`,
      `${drive}/open?id=${id}`,
      `${drive}/uc?id=${id}&export=download`,
      `${drive}/uc?export=download&id=${id}`,
      `${drive}/u/0/uc?id=${id}`,
      `https://docs.google.com/uc?id=${id}`,
      `https://docs.google.com/file/d/${id}/edit`,
      `https://drive.usercontent.google.com/download?id=${id}&export=download&authuser=0`,
      `https://drive.usercontent.google.com/uc?id=${id}`,
    ];
    for (const link of links) assert.deepEqual(findDriveFile(new URL(link)), { id, resourceKey: undefined }, link);
    const older = new URL(`${drive}/file/d/${id}/view?usp=sharing&resourcekey=0-AbC_d`);
    assert.deepEqual(findDriveFile(older), { id, resourceKey: "0-AbC_d" });
  });

  await t.step("to anything but a file are refused", () => {
    const links = [
      `${drive}/drive/folders/${id}?usp=sharing`,
      `${drive}/drive/u/0/folders/${id}`,
      `${drive}/drive/my-drive`,
      `${drive}/folderview?id=${id}`,
      `${drive}/embeddedfolderview?id=${id}#list`,
      `https://docs.google.com/document/d/${id}/edit`,
      `https://docs.google.com/spreadsheets/d/${id}`,
      `https://docs.google.com/presentation/d/${id}/edit`,
      `${drive}/`,
      `${drive}/open?id=short`,
      `${drive}/uc?id=../../etc/passwd`,
    ];
    for (const link of links) assert.throws(() => findDriveFile(new URL(link)), { code: "link_not_a_file" }, link);
  });

  await t.step("are told by their host, and nothing that looks like it", () => {
    const others = [
      `https://drive.google.com.example.com/file/d/${id}/view`,
      `https://example.com/drive.google.com/file/d/${id}`,
      `https://notdrive.google.com/file/d/${id}`,
      `https://example.com/?u=https://drive.google.com/file/d/${id}`,
    ];
    for (const link of others) assert.equal(findDriveFile(new URL(link)), undefined, link);
  });
});

Deno.test("links of YouTube", async (t) => {
  const video = "dQw4w9WgXcQ";
  await t.step("name the video in all their forms", () => {
    const links = [
      `https://www.youtube.com/watch?v=${video}`,
      `https://youtube.com/watch?t=10&v=${video}&list=PL1`,
      `https://m.youtube.com/watch?v=${video}`,
      `https://music.youtube.com/watch?v=${video}`,
      `https://youtu.be/${video}?si=abc`,
      `https://www.youtube.com/shorts/${video}`,
      `https://www.youtube.com/live/${video}?feature=share`,
      `https://www.youtube.com/embed/${video}`,
    ];
    for (const link of links) {
      assert.equal(isYouTube(new URL(link)), true, link);
      assert.equal(findYouTubeVideo(new URL(link)), video, link);
    }
  });

  await t.step("to anything but a video are refused", () => {
    for (const path of ["/", "/@name", "/playlist?list=PL1", "/watch?v=short", "/results?search_query=a"]) {
      const link = new URL(`https://www.youtube.com${path}`);
      assert.throws(() => findYouTubeVideo(link), { code: "link_not_a_file" }, path);
    }
  });

  await t.step("are told by their host, and nothing that looks like it", () => {
    for (const host of ["youtube.com.example.com", "notyoutube.com", "example.com/youtube.com", "ayoutu.be"]) {
      assert.equal(isYouTube(new URL(`https://${host}/watch?v=${video}`)), false, host);
    }
  });

  await t.step("are refused where the operator has not allowed them", () => {
    const options = { allowPrivate: false, youtubeEnabled: false, googleDriveUrl: "https://drive.example.com" };
    assert.throws(() => recogniseLink(`https://youtu.be/${video}`, options), { code: "link_not_supported" });
    assert.deepEqual(recogniseLink(`https://youtu.be/${video}`, { ...options, youtubeEnabled: true }), {
      kind: "youtube",
      video,
    });
  });
});
