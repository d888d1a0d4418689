import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** A bundled handler: its files, their source maps, and the licence comments of the dependencies if there are any. */
export type HandlerFiles = readonly { readonly path: string; readonly contents: Uint8Array }[];

/** What bundling gave, and all files that it depended on. */
export interface Bundle {
  readonly inputs: readonly string[];
  readonly files: HandlerFiles;
}

interface Kept {
  readonly inputs: readonly string[];
  readonly hash: string;
}

/**
 * Bundles, unless that was done before from the same bytes: bundling takes 300 to 500 ms, reading its inputs again 30 ms.
 *
 * A kept bundle is used only if the content of every input and the settings are what they were. A folder that can not be read or
 * written only makes it slower.
 *
 * @param folder where bundles are kept
 * @param name one kept bundle each
 * @param settings whatever else decides how the bundle looks
 */
export const keptBundle = (folder: string, name: string, settings: string, bundle: () => Bundle): HandlerFiles => {
  const kept = readKept(join(folder, `${name}.json`));
  if (kept && hashOf(settings, kept.inputs) === kept.hash) {
    const files = readFiles(join(folder, kept.hash));
    if (files) return files;
  }
  const made = bundle();
  try {
    keep(folder, name, { inputs: made.inputs, hash: hashOf(settings, made.inputs) }, made.files);
  } catch {
    // A read-only installation bundles each time.
  }
  return made.files;
};

const hashOf = (settings: string, inputs: readonly string[]): string => {
  const hash = createHash('sha256').update(settings);
  for (const input of inputs) hash.update(`\0${input}\0`).update(contentHash(input));
  return hash.digest('hex');
};

const contentHash = (file: string): string => {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return 'missing';
  }
};

const readKept = (file: string): Kept | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
};

const readFiles = (folder: string): HandlerFiles | undefined => {
  try {
    return readdirSync(folder).map((path) => ({ path, contents: readFileSync(join(folder, path)) }));
  } catch {
    return undefined;
  }
};

/** The files come first and the record that names them last, each by a rename: two at once leave no half of a bundle. */
const keep = (folder: string, name: string, record: Kept, files: HandlerFiles): void => {
  mkdirSync(folder, { recursive: true });
  const unfinished = mkdtempSync(join(folder, 'unfinished-'));
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents);
  if (existsSync(join(folder, record.hash))) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, join(folder, record.hash));
  const unfinishedRecord = `${unfinished}.json`;
  writeFileSync(unfinishedRecord, JSON.stringify(record));
  renameSync(unfinishedRecord, join(folder, `${name}.json`));
};
