import assert from "node:assert/strict";
import { containerOfFileName, containerOfMime, containers } from "../../shared/media/containers.ts";
import { id3v2Length, sniffAudio } from "../../shared/media/sniff.ts";
import { readAudio, soundFixtures } from "../support/audio.ts";

const text = (content: string) => new TextEncoder().encode(content);

Deno.test("every kind of audio is recognised by its first 4 KiB", async () => {
  for (const [name, { container }] of Object.entries(soundFixtures)) {
    assert.equal(sniffAudio((await readAudio(name)).subarray(0, 4096)), container, name);
  }
});

Deno.test("what only looks like audio is not taken for it", () => {
  const lookAlikes: Record<string, Uint8Array> = {
    nothing: new Uint8Array(0),
    zeros: new Uint8Array(8192),
    ones: new Uint8Array(8192).fill(0xff),
    prose: text("The free world wide web, mdat and moov. ".repeat(50)),
    html: text("<!doctype html><title>RIFF</title>"),
    pdf: text("%PDF-1.7\n%\xff\xfb\x90\x64"),
    png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    jpeg: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46),
    zip: text("PK\x03\x04 content.xml"),
    elf: text("\x7fELF\x02\x01\x01"),
    avi: text("RIFF\x00\x00\x01\x00AVI LIST"),
    // ASF, which WMA and WMV are. Source: ASF_Header_Object in Microsoft's specification of the format.
    asf: Uint8Array.of(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c),
    heic: text("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
    utf16: Uint8Array.of(0xff, 0xfe, 0x41, 0, 0x42, 0, 0x43, 0),
    oneFrame: Uint8Array.of(0xff, 0xfb, 0x90, 0x64, ...new Uint8Array(2000)),
  };
  for (const [name, bytes] of Object.entries(lookAlikes)) assert.equal(sniffAudio(bytes), null, name);
});

Deno.test("a tag at the start is looked behind, and counts as MP3 where it goes on past what was read", async () => {
  const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 2, ...new Uint8Array(130));
  assert.equal(id3v2Length(tag), tag.length);
  for (const name of ["stream.aac", "tone.flac", "vbr_without_xing.mp3"]) {
    const bytes = new Uint8Array([...tag, ...await readAudio(name)]);
    assert.equal(sniffAudio(bytes), soundFixtures[name]?.container, name);
  }
  assert.equal(sniffAudio(tag.subarray(0, 100)), "mp3");
});

Deno.test("a MIME type claims a container whatever its case and parameters", () => {
  const claims = {
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "AUDIO/MPEG; charset=binary": "mp3",
    "audio/x-wav": "wav",
    "audio/vnd.wave": "wav",
    "audio/x-m4a": "mp4",
    "video/mp4": "mp4",
    "video/quicktime": "mp4",
    "audio/aac": "aac",
    "application/ogg": "ogg",
    "audio/opus": "ogg",
    "audio/x-flac": "flac",
    "audio/webm;codecs=opus": "webm",
    "video/webm": "webm",
    "video/x-matroska;codecs=avc1": "webm",
  };
  for (const [mime, container] of Object.entries(claims)) assert.equal(containerOfMime(mime), container, mime);
});

Deno.test("an unknown MIME type or extension claims nothing", () => {
  for (const mime of ["", "application/octet-stream", "text/plain", "audio", "constructor"]) {
    assert.equal(containerOfMime(mime), null, mime);
  }
  for (const name of ["", "mp3", "talk", "talk.txt", "talk.mp3/", "folder.mp3/talk"]) {
    assert.equal(containerOfFileName(name), null, name);
  }
});

Deno.test("a file name claims a container by its last extension", () => {
  const claims = { "a.MP3": "mp3", "a.wav.m4a": "mp4", ".ogg": "ogg", "C:\\a b.Opus": "ogg", "ä.mkv ": "webm" };
  for (const [name, container] of Object.entries(claims)) assert.equal(containerOfFileName(name), container, name);
});

Deno.test("the label that we give a container claims that container", () => {
  for (const [container, { mime, extension }] of Object.entries(containers)) {
    assert.equal(containerOfMime(mime), container);
    assert.equal(containerOfFileName(`sound.${extension}`), container);
  }
});
