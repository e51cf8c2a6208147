const root = new URL("../../", import.meta.url);

/** The text of a file of the repository. */
export function readText(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, root));
}

/** The texts of all files with such an ending in a folder of the repository and in the folders in it, by their paths, in order. */
export async function readTexts(folder: string, ending: string): Promise<[path: string, text: string][]> {
  const texts: [string, string][] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    const path = `${folder}/${name}`;
    if (isDirectory) texts.push(...await readTexts(path, ending));
    else if (name.endsWith(ending)) texts.push([path, await readText(path)]);
  }
  return texts.sort(([a], [b]) => a < b ? -1 : 1);
}

/** What stands below a heading of a document, up to the next one of its rank or above. */
export function readSection(text: string, heading: string): string {
  const [marks = ""] = heading.split(" ");
  const begin = text.indexOf(`\n${heading}\n`);
  if (begin < 0) throw new Error(`There is no heading '${heading}'`);
  const rest = text.slice(begin + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${marks.length}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The rows of the tables in a text, without their headers. */
export function readRows(text: string): string[][] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const isHeader = lines[index + 1]?.match(/^\|[ :-]+\|/);
    if (!line.startsWith("|") || /^\|[ |:-]+$/.test(line) || isHeader) return [];
    return [line.slice(1, line.lastIndexOf("|")).split(/(?<!\\)\|/).map((cell) => cell.trim())];
  });
}

/** What stands in backticks. */
export function readCodes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The names of the tests and steps in a source. */
export function namesIn(source: string): Set<string> {
  const calls = source.matchAll(/(?:Deno\.test|\.step)\(\s*(["`])((?:\\.|(?!\1)[^])*)\1/g);
  return new Set([...calls].map(([, , name = ""]) => name));
}
