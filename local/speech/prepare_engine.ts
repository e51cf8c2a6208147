import { canInstall, installPackages, isInstalled, runApt } from "./install_packages.ts";
import { createPocketSphinxEngine, recogniserWorks } from "./pocketsphinx.ts";
import type { SpeechEngine } from "./types.ts";
import { startWhisper } from "./whisper.ts";
import { isWhisperWithinReach } from "./whisper_hub.ts";

export type EngineOptions = {
  /** Where Whisper's weights are kept between starts. */
  cacheDir: string;
  /** Takes sentences about what happens that may take a while. */
  say: (line: string) => void;
  /** Without it: Whisper where its weights can be had, else PocketSphinx. */
  choose?: "whisper" | "pocketsphinx";
};

/** What the choice is made from. */
export type EngineParts = {
  isWhisperWithinReach(cacheDir: string): Promise<boolean>;
  startWhisper(options: Pick<EngineOptions, "cacheDir" | "say">): Promise<SpeechEngine>;
  recogniserWorks(): Promise<boolean>;
  isInstalled(program: string): Promise<boolean>;
  canInstall(): Promise<boolean>;
  runApt(args: string[]): Promise<void>;
};

const realParts = { isWhisperWithinReach, startWhisper, recogniserWorks, isInstalled, canInstall, runApt };

/** Returns an engine that is ready to transcribe. Throws a sentence that says what to do when there is none. */
export async function prepareEngine(options: EngineOptions, parts: EngineParts = realParts): Promise<SpeechEngine> {
  const { cacheDir, say, choose } = options;
  if (choose !== "pocketsphinx") {
    if (await parts.isWhisperWithinReach(cacheDir)) {
      try {
        return await parts.startWhisper({ cacheDir, say });
      } catch (error) {
        if (choose === "whisper") throw error;
        say(`${error instanceof Error ? error.message : error} PocketSphinx is used instead.`);
      }
    } else if (choose === "whisper") {
      throw new Error(
        "Whisper's weights are not in the cache and huggingface.co does not answer: connect to it once, or choose 'pocketsphinx'.",
      );
    }
  }
  await providePocketSphinx(parts, say);
  return createPocketSphinxEngine();
}

async function providePocketSphinx(parts: EngineParts, say: (line: string) => void): Promise<void> {
  const [works, hasFfmpeg] = await Promise.all([parts.recogniserWorks(), parts.isInstalled("ffmpeg")]);
  const packages = [...(works ? [] : ["pocketsphinx", "pocketsphinx-en-us"]), ...(hasFfmpeg ? [] : ["ffmpeg"])];
  if (packages.length === 0) return;
  if (await parts.canInstall()) {
    say(`Installing ${packages.join(", ")} with apt-get.`);
    await installPackages(packages, parts.runApt);
    return;
  }
  const command = `sudo apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
  if (!works) throw new Error(`There is no speech recogniser on this machine: run '${command}' and start again.`);
  say(`Only wav files can be read without ffmpeg: run '${command}' for the other formats.`);
}
