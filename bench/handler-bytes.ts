import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How much of a bundled handler is loaded when it starts, and how much there is, in bytes. */
export const handlerBytes = async (directory: string): Promise<{ readonly started: number; readonly all: number }> => {
  const files = (await readdir(directory)).filter((file) => /^gateway.*\.mjs$/.test(file));
  const texts = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(directory, file), 'utf8')] as const)),
  );
  const started = new Set<string>();
  const start = (file: string): void => {
    if (started.has(file)) return;
    started.add(file);
    for (const [, part] of texts.get(file)!.matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g)) start(part!);
  };
  start('gateway.mjs');
  const bytes = (names: Iterable<string>) =>
    [...names].reduce((sum, file) => sum + Buffer.byteLength(texts.get(file)!), 0);
  return { started: bytes(started), all: bytes(files) };
};
