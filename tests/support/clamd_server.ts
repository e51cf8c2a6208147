/** What a clamd of the tests is like, beside sound. */
type Traits = {
  /** Its `StreamMaxLength`. */
  mostBytes?: number;
  /** Answers this to a whole file, whatever it is. */
  answer?: string;
  /** Takes everything and never says a word. */
  isSilent?: boolean;
  /** Hangs up before it says a word. */
  hangsUp?: boolean;
};

export type ClamdServer = AsyncDisposable & {
  /** For `CLAMAV_HOST`. */
  host: string;
  port: number;
  /** The files that were sent, whole. */
  files: Uint8Array[];
  /** Changes what it is like from the next connection on. */
  become(traits: Traits): void;
};

/** What scanners find by agreement. In two parts, so that they do not find it here (eicar.org, "Anti malware testfile"). */
export const eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/**
 * A server that speaks clamd's INSTREAM as Debian's clamd 1.4.3 does: a null after command and answer, pieces behind lengths of
 * four bytes, an answer in the middle and a closed connection where a file is too long. It finds the test file of EICAR.
 */
export function startClamdServer(): ClamdServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  const files: Uint8Array[] = [];
  let traits: Traits = {};
  const serve = async (connection: Deno.Conn) => {
    connections.add(connection);
    try {
      const say = (text: string) => connection.write(new TextEncoder().encode(`${text}\0`));
      const reader = createReader(connection);
      const command = new TextDecoder().decode(await reader(10));
      if (command !== "zINSTREAM\0") return await say("UNKNOWN COMMAND");
      if (traits.hangsUp) return;
      const file = await readFile(reader, traits.mostBytes ?? Infinity);
      if (traits.isSilent) return await connection.read(new Uint8Array(1));
      if (!file) return await say("INSTREAM size limit exceeded. ERROR");
      files.push(file);
      const isInfected = new TextDecoder("latin1").decode(file).includes(eicar);
      await say(traits.answer ?? (isInfected ? "stream: Eicar-Test-Signature FOUND" : "stream: OK"));
    } catch {
      // Whoever asked has hung up.
    } finally {
      if (connections.delete(connection)) connection.close();
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) serve(connection);
  })();
  const { port } = listener.addr;
  return {
    ...{ host: `127.0.0.1:${port}`, port, files },
    become: (next) => void (traits = next),
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of connections) connection.close();
      connections.clear();
    },
  };
}

type Read = (length: number) => Promise<Uint8Array>;

/** Undefined where the file is longer than `mostBytes`. */
async function readFile(read: Read, mostBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  for (let total = 0;;) {
    const length = new DataView((await read(4)).buffer).getUint32(0);
    if (length === 0) return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    total += length;
    if (total > mostBytes) return undefined;
    parts.push(await read(length));
  }
}

function createReader(connection: Deno.Conn): Read {
  return async (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = await connection.read(bytes.subarray(at));
      if (count === null) throw new Error("It hung up");
      at += count;
    }
    return bytes;
  };
}
