import { readAudio } from "./audio.ts";

export type BadFile = {
  /** What uploading it is answered with, and a fixture that passes under the same label. */
  outcome: string;
  sound: string;
  name: string;
  type?: string;
  bytes: Uint8Array<ArrayBuffer>;
};

/** One file of every kind that is refused for what it holds. */
export async function readBadFiles(): Promise<BadFile[]> {
  const mp3 = await readAudio("cbr.mp3");
  const cut = (await readAudio("moov_at_end.m4a")).slice(0, 9000);
  const letter = new TextEncoder().encode("This is a letter. ".repeat(500));
  return [
    { outcome: "422 file_empty", sound: "cbr.mp3", name: "empty.mp3", bytes: new Uint8Array() },
    { outcome: "422 file_truncated", sound: "moov_at_end.m4a", name: "cut.m4a", bytes: cut },
    { outcome: "415 file_mislabelled", sound: "s16.wav", name: "talk.wav", bytes: mp3 },
    { outcome: "415 file_mislabelled", sound: "s16.wav", name: "talk", type: "audio/wav", bytes: mp3 },
    { outcome: "415 file_not_audio", sound: "cbr.mp3", name: "letter.mp3", bytes: letter },
    {
      outcome: "415 file_not_audio",
      sound: "video.mp4",
      name: "silent.mp4",
      bytes: await readAudio("silent_video.mp4"),
    },
    {
      outcome: "415 codec_not_supported",
      sound: "faststart.m4a",
      name: "lossless.m4a",
      bytes: await readAudio("alac.m4a"),
    },
    { outcome: "415 codec_not_supported", sound: "s16.wav", name: "phone.wav", bytes: await readAudio("adpcm.wav") },
  ];
}
