/** Deletes all data of a stack. Throws where the folder is not one of ours: a slip in `--data-dir` must cost nobody a folder. */
export async function resetDataDir(dataDir: string): Promise<void> {
  const names = await listNames(dataDir);
  if (names.length === 0) return;
  if (!names.includes("keys.json")) throw new Error(`"${dataDir}" holds no data of Stenobase: it is not reset`);
  await Deno.remove(dataDir, { recursive: true });
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
