/** What a program that ran to its end left behind. */
export type ProgramOutput = { success: boolean; code: number; stdout: Uint8Array<ArrayBuffer>; stderr: string };

/**
 * Runs a program to its end. An abort of `signal` kills it and rejects with the signal's reason once it is gone.
 * Throws `Deno.errors.NotFound` when the program is not installed.
 */
export async function runProgram(
  program: string,
  args: string[],
  options: { signal?: AbortSignal | undefined; env?: Record<string, string> } = {},
): Promise<ProgramOutput> {
  options.signal?.throwIfAborted();
  const { success, code, stdout, stderr } = await new Deno.Command(program, {
    args,
    stdin: "null",
    ...(options.signal && { signal: options.signal }),
    ...(options.env && { env: options.env }),
  }).output();
  options.signal?.throwIfAborted();
  return { success, code, stdout, stderr: new TextDecoder().decode(stderr) };
}
