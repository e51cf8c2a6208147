import { canInstall, installPackages, isInstalled, runApt } from "../../local/speech/install_packages.ts";
import { runProgram } from "../../local/speech/run_program.ts";

const packages = ["libreoffice-writer-nogui"];

/** What LibreOffice reads in a document, as plain text. Installs it where it is missing. Throws where it cannot. */
export async function readWithLibreOffice(document: Uint8Array): Promise<string> {
  await prepare();
  const dir = await Deno.makeTempDir({ prefix: "stenobase-office-" });
  try {
    await Deno.writeFile(`${dir}/document.docx`, document);
    const { success, stderr } = await runProgram("soffice", [
      `-env:UserInstallation=file://${dir}/profile`,
      ...["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, `${dir}/document.docx`],
    ]);
    if (!success) throw new Error(`LibreOffice failed: ${stderr.trim()}`);
    return (await Deno.readTextFile(`${dir}/document.txt`)).replace(/^\uFEFF/, "");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function prepare(): Promise<void> {
  if (await isInstalled("soffice")) return;
  if (!(await canInstall())) throw new Error(`Install ${packages.join(" ")} to run this test`);
  await installPackages(packages, runApt);
}
