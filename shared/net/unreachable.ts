/** A host that could not be reached, or whose answer broke off. The message names the host and never the rest of the URL. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  constructor({ hostname }: URL, what: string, cause?: unknown) {
    super(`'${hostname}' ${what}`, { cause });
  }
}
