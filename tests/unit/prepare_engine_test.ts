import assert from "node:assert/strict";
import { type EngineParts, prepareEngine } from "../../local/speech/prepare_engine.ts";
import type { SpeechEngine } from "../../local/speech/types.ts";

const whisper: SpeechEngine = {
  name: "Whisper",
  models: ["whisper-base"],
  languages: ["en"],
  transcribe: () => Promise.reject(new Error("not called")),
  close: () => Promise.resolve(),
};

/** A machine on which nothing can be had, except for what a test adds; `apt` collects the calls of apt-get. */
function createMachine(abilities: Partial<EngineParts>) {
  const apt: string[] = [];
  const said: string[] = [];
  const parts: EngineParts = {
    isWhisperWithinReach: () => Promise.resolve(false),
    startWhisper: () => Promise.resolve(whisper),
    recogniserWorks: () => Promise.resolve(false),
    isInstalled: () => Promise.resolve(false),
    canInstall: () => Promise.resolve(false),
    runApt: (args) => Promise.resolve(void apt.push(args.join(" "))),
    ...abilities,
  };
  const prepare = (choose?: "whisper" | "pocketsphinx") =>
    prepareEngine({ cacheDir: "cache", say: (line) => said.push(line), ...(choose && { choose }) }, parts);
  return { apt, said, prepare };
}

const yes = () => Promise.resolve(true);
const installAll = "install --yes --no-install-recommends pocketsphinx pocketsphinx-en-us ffmpeg";

Deno.test("Whisper is taken where its weights can be had", async () => {
  const { prepare } = createMachine({ isWhisperWithinReach: yes, recogniserWorks: yes, isInstalled: yes });
  assert.equal((await prepare()).name, "Whisper");
});

Deno.test("PocketSphinx is taken where Whisper's weights cannot be had, and nothing is installed if it works", async () => {
  const { prepare, apt, said } = createMachine({ recogniserWorks: yes, isInstalled: yes, canInstall: yes });
  assert.equal((await prepare()).name, "PocketSphinx");
  assert.deepEqual({ apt, said }, { apt: [], said: [] });
});

Deno.test("PocketSphinx is taken when it is asked for, and the hub is left alone", async () => {
  const isWhisperWithinReach = () => Promise.reject(new Error("the hub was asked"));
  const { prepare } = createMachine({ isWhisperWithinReach, recogniserWorks: yes, isInstalled: yes });
  assert.equal((await prepare("pocketsphinx")).name, "PocketSphinx");
});

Deno.test("a Whisper that cannot be loaded gives way to PocketSphinx and says so", async () => {
  const startWhisper = () => Promise.reject(new Error("Whisper could not be loaded: no space."));
  const { prepare, said } = createMachine({
    isWhisperWithinReach: yes,
    startWhisper,
    recogniserWorks: yes,
    isInstalled: yes,
  });
  assert.equal((await prepare()).name, "PocketSphinx");
  assert.deepEqual(said, ["Whisper could not be loaded: no space. PocketSphinx is used instead."]);
});

Deno.test("a Whisper that was asked for and cannot be loaded is an error", async () => {
  const startWhisper = () => Promise.reject(new Error("Whisper could not be loaded: no space."));
  const { prepare } = createMachine({ isWhisperWithinReach: yes, startWhisper, recogniserWorks: yes });
  await assert.rejects(prepare("whisper"), /no space/);
});

Deno.test("a Whisper that was asked for and is out of reach is an error, also where PocketSphinx works", async () => {
  const { prepare } = createMachine({ recogniserWorks: yes, isInstalled: yes });
  await assert.rejects(prepare("whisper"), /huggingface\.co does not answer/);
});

Deno.test("root on Debian gets what is missing installed", async () => {
  const { prepare, apt, said } = createMachine({ canInstall: yes });
  assert.equal((await prepare()).name, "PocketSphinx");
  assert.deepEqual(apt, [installAll]);
  assert.deepEqual(said, ["Installing pocketsphinx, pocketsphinx-en-us, ffmpeg with apt-get."]);
});

Deno.test("only what is missing is installed", async () => {
  const { prepare, apt } = createMachine({ canInstall: yes, recogniserWorks: yes });
  await prepare();
  assert.deepEqual(apt, ["install --yes --no-install-recommends ffmpeg"]);
});

Deno.test("package lists are fetched when the first attempt to install fails", async () => {
  const calls: string[] = [];
  const runApt = (args: string[]) => {
    calls.push(args.join(" "));
    return calls.length === 1 ? Promise.reject(new Error("Unable to locate package")) : Promise.resolve();
  };
  const { prepare } = createMachine({ canInstall: yes, runApt });
  await prepare();
  assert.deepEqual(calls, [installAll, "update", installAll]);
});

Deno.test("an installation that fails twice is an error", async () => {
  const runApt = ([verb]: string[]) => verb === "update" ? Promise.resolve() : Promise.reject(new Error("no network"));
  await assert.rejects(createMachine({ canInstall: yes, runApt }).prepare(), /no network/);
});

Deno.test("without the right to install, the error names the command to run", async () => {
  const { prepare, apt } = createMachine({ isInstalled: yes });
  await assert.rejects(
    prepare(),
    /run 'sudo apt-get install --yes --no-install-recommends pocketsphinx pocketsphinx-en-us' and start again/,
  );
  assert.deepEqual(apt, []);
});

Deno.test("a machine with PocketSphinx but no ffmpeg works for wav and says how to get the rest", async () => {
  const { prepare, said } = createMachine({ recogniserWorks: yes });
  assert.equal((await prepare()).name, "PocketSphinx");
  assert.match(said.join(), /Only wav files .* 'sudo apt-get install --yes --no-install-recommends ffmpeg'/);
});
