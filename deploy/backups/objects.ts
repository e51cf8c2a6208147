import pLimit from "p-limit";
import { keyHeaders } from "../../shared/key_headers.ts";
import type { Project } from "../project.ts";

/** How many objects are on their way at once. */
const objectsAtOnce = 4;
/** Waits between the attempts to get one. */
const waitMilliseconds = [500, 2000, 8000];

/** Does `work` for every item, some at once. What fails for one ends all: no other is begun, and then it is thrown. */
export async function forEachObject<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const limit = pLimit(objectsAtOnce);
  const failures: unknown[] = [];
  await Promise.all(items.map((item) =>
    limit(async () => {
      if (failures.length === 0) await work(item).catch((error) => failures.push(error));
    })
  ));
  if (failures.length > 0) throw failures[0];
}

/** Does it again a few times where it fails: a network is what fails first over thousands of objects. */
export async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
  for (const milliseconds of waitMilliseconds) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
  }
  return await work();
}

/** The bytes of an object; undefined where Storage has none. Throws where Storage says neither. */
export async function openObject(project: Project, path: string): Promise<ReadableStream<Uint8Array> | undefined> {
  const name = path.split("/").map(encodeURIComponent).join("/");
  const response = await fetch(`${project.url}/storage/v1/object/audio/${name}`, {
    headers: keyHeaders(project.secretKey),
  });
  if (response.ok && response.body) return response.body;
  const answer = await response.text();
  // Storage answers 400 and says what it means in the body.
  if (response.status === 404 || (response.status === 400 && /"statusCode":\s*"404"/.test(answer))) return undefined;
  throw new Error(`Storage answered ${response.status} when it was asked for ${path}`);
}

/** Where an object is in a backup. Throws for a path that leads out of it. */
export function objectFile(folder: string, path: string): string {
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw new Error(`An object called "${path}" cannot be kept as a file: remove it from the bucket "audio"`);
  }
  return `${folder}/objects/${path}`;
}
