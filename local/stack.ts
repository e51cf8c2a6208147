import postgres from "postgres";
import { createAnswerServer } from "./answers/server.ts";
import { createAuthAndRest } from "./auth_and_rest.ts";
import { startDoorbell } from "./doorbell.ts";
import {
  choosesChat,
  choosesSpeech,
  clientEnvironment,
  functionsEnvironment,
  writeEnvironment,
} from "./environment.ts";
import { type FunctionsProcess, startFunctions } from "./functions/process.ts";
import { createDocs } from "./docs.ts";
import { createGateway, type Service } from "./gateway.ts";
import { type Keys, loadKeys } from "./keys.ts";
import { choosePorts } from "./ports.ts";
import { bootstrapDatabase } from "./postgres/bootstrap.ts";
import { migrate } from "./postgres/migrate.ts";
import { keepPostgres } from "./postgres/keep_running.ts";
import { createRenewables } from "./renewables.ts";
import { prepareEngine } from "./speech/prepare_engine.ts";
import { createSpeechServer } from "./speech/server.ts";
import { createStorage } from "./storage/server.ts";

export type StackOptions = {
  /** 0 takes any free port. Postgres gets the next one. */
  port: number;
  dataDir: string;
  /** Provider and other variables for the functions. */
  chosen: Record<string, string>;
  say: (line: string) => void;
  /** False where nothing has to survive a power cut. */
  durable?: boolean;
  /** Runs the functions otherwise than from their sources. */
  functionsProgram?: string[];
};

export type Stack = {
  url: string;
  keys: Keys;
  /** As the role `postgres`. */
  databaseUrl: string;
  /** As the superuser. */
  adminDatabaseUrl: string;
  /** The functions themselves, past the gateway. */
  functionsUrl(): string;
  stop(): Promise<void>;
};

const database = "postgres";

/** Starts the whole backend on 127.0.0.1 and resolves when it serves. What was started is stopped again if a part fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, chosen, say } = options;
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const ports = await choosePorts(options.port);
    const url = `http://127.0.0.1:${ports.gateway}`;
    await Deno.mkdir(dataDir, { recursive: true });
    const keys = await loadKeys(dataDir);
    const preparing = choosesSpeech(chosen) ? undefined : prepareEngine({ cacheDir: `${dataDir}/models`, say });
    // Awaited further down; until then its failure must not count as unhandled.
    preparing?.catch(() => {});

    const connected = createRenewables();
    const server = await keepPostgres({
      dataDir,
      port: ports.postgres,
      password: keys.databasePassword,
      durable: options.durable ?? true,
      onLoss: connected.lose,
      onReturn: connected.renew,
      say,
    });
    started.push(server, connected);
    const databaseUrl = server.url(database);
    const adminDatabaseUrl = server.url(database, "supabase_admin");
    await bootstrapDatabase(adminDatabaseUrl, keys.databasePassword);
    await migrate(databaseUrl);

    const { jwtSecret } = keys;
    const onMail = ({ to, subject, text }: { to: string; subject: string; text?: string }) =>
      say(`Mail to ${to}: ${subject}\n${text ?? ""}`);
    const authAndRest = await connected.add(() =>
      createAuthAndRest({ databaseUrl: adminDatabaseUrl, jwtSecret, publicUrl: url, onMail })
    );
    const storagePool = await connected.add(() => Promise.resolve(openStoragePool(adminDatabaseUrl)));
    const storage = createStorage({
      withPool: (work) => storagePool.use(({ sql }) => work(sql)),
      filesDir: `${dataDir}/storage`,
      jwtSecret,
      publicUrl: () => chosen.PUBLIC_URL ?? url,
    });

    const engine = await preparing;
    if (engine) started.push({ stop: engine.close });
    const addresses = { url, databaseUrl, adminDatabaseUrl };
    const functions = await startFunctions({
      program: options.functionsProgram,
      env: functionsEnvironment(keys, addresses, chosen, engine?.models[0]),
      log: await openLog(`${dataDir}/functions.log`),
      say,
    });
    started.push(functions);
    const speech = engine && createSpeechServer({ apiKey: keys.speechKey, engine });
    const answers = choosesChat(chosen) ? undefined : createAnswerServer({ apiKey: keys.answersKey });
    const gateway = await createGateway({
      ...{ keys, storage, functions, speech, answers, docs: createDocs(), say },
      authAndRest: { fetch: (request) => authAndRest.use((services) => services.fetch(request)) },
    });
    started.push(serve(gateway, ports.gateway, functions));
    await connected.add(() => startDoorbell(databaseUrl, () => ringWorker(functions, url, keys)));
    await writeEnvironment(dataDir, clientEnvironment(keys, addresses));
    return { url, keys, databaseUrl, adminDatabaseUrl, functionsUrl: () => functions.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stopping lets requests end, but not for ever: a stream of events is open as long as its client listens. */
function serve(gateway: Service, port: number, functions: FunctionsProcess): { stop(): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => gateway.fetch(request));
  const stop = async () => {
    const ended = server.shutdown();
    const timer = setTimeout(() => functions.stop(), 1000);
    await ended;
    clearTimeout(timer);
  };
  return { stop };
}

function openStoragePool(databaseUrl: string) {
  const sql = postgres(databaseUrl, { max: 8, onnotice: () => {} });
  return { sql, stop: () => sql.end({ timeout: 2 }) };
}

async function ringWorker(functions: Service, url: string, keys: Keys) {
  const ring = new Request(`${url}/functions/v1/worker`, { method: "POST", headers: { apikey: keys.workerKey } });
  const response = await functions.fetch(ring);
  await response.body?.cancel();
}

async function openLog(path: string): Promise<(line: string) => void> {
  const file = await Deno.open(path, { create: true, append: true });
  const encoder = new TextEncoder();
  return (line) => void file.writeSync(encoder.encode(line + "\n"));
}
