/** One family of file formats: what we call it, how it is labelled, and the labels that others use for it. */
type ContainerFacts = {
  /** How a sentence names it. */
  title: string;
  mime: string;
  extension: string;
  mimeAliases: readonly string[];
  extensionAliases: readonly string[];
};

/** The containers that are accepted. `mp4` covers M4A, MOV and 3GP; `webm` covers all of Matroska. */
export const containers = {
  mp3: {
    title: "MP3",
    mime: "audio/mpeg",
    extension: "mp3",
    mimeAliases: [
      "audio/mp3",
      "audio/mpeg3",
      "audio/x-mpeg",
      "audio/x-mp3",
      "audio/x-mpeg-3",
      "audio/mpa",
      "audio/mpg",
    ],
    extensionAliases: ["mpga"],
  },
  wav: {
    title: "WAV",
    mime: "audio/wav",
    extension: "wav",
    mimeAliases: ["audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"],
    extensionAliases: ["wave", "rf64"],
  },
  mp4: {
    title: "MP4",
    mime: "audio/mp4",
    extension: "m4a",
    mimeAliases: [
      "audio/m4a",
      "audio/x-m4a",
      "audio/x-m4b",
      "audio/mp4a-latm",
      "audio/3gpp",
      "audio/3gpp2",
      "audio/quicktime",
      "video/mp4",
      "video/x-m4v",
      "video/quicktime",
      "video/3gpp",
      "video/3gpp2",
      "application/mp4",
    ],
    extensionAliases: ["mp4", "m4b", "m4r", "m4v", "mov", "qt", "3gp", "3g2"],
  },
  aac: {
    title: "AAC (ADTS)",
    mime: "audio/aac",
    extension: "aac",
    mimeAliases: ["audio/aacp", "audio/x-aac", "audio/x-hx-aac-adts", "audio/vnd.dlna.adts"],
    extensionAliases: ["adts"],
  },
  ogg: {
    title: "Ogg",
    mime: "audio/ogg",
    extension: "ogg",
    mimeAliases: ["audio/opus", "audio/vorbis", "audio/x-ogg", "audio/x-opus+ogg", "video/ogg", "application/ogg"],
    extensionAliases: ["oga", "opus", "ogv", "ogx"],
  },
  flac: {
    title: "FLAC",
    mime: "audio/flac",
    extension: "flac",
    mimeAliases: ["audio/x-flac", "application/x-flac"],
    extensionAliases: [],
  },
  webm: {
    title: "WebM or Matroska",
    mime: "audio/webm",
    extension: "webm",
    mimeAliases: ["video/webm", "audio/x-matroska", "video/x-matroska", "audio/matroska", "video/matroska"],
    extensionAliases: ["weba", "mkv", "mka", "mk3d"],
  },
} as const satisfies Record<string, ContainerFacts>;

export type AudioContainer = keyof typeof containers;

const byMime = new Map<string, AudioContainer>();
const byExtension = new Map<string, AudioContainer>();
for (const container of Object.keys(containers) as AudioContainer[]) {
  const { mime, extension, mimeAliases, extensionAliases } = containers[container];
  for (const name of [mime, ...mimeAliases]) byMime.set(name, container);
  for (const name of [extension, ...extensionAliases]) byExtension.set(name, container);
}

/** The container that a MIME type claims, its parameters and case ignored; null where it claims none that we know. */
export function containerOfMime(mime: string): AudioContainer | null {
  const essence = mime.split(";", 1)[0] ?? "";
  return byMime.get(essence.trim().toLowerCase()) ?? null;
}

/** The container that a file name's extension claims; null where it has none that we know. */
export function containerOfFileName(name: string): AudioContainer | null {
  const extension = /\.([^./\\]+)$/.exec(name.trim())?.[1];
  return extension === undefined ? null : byExtension.get(extension.toLowerCase()) ?? null;
}
