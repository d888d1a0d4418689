import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceDocument } from '../../config/config.ts';

/** What a document can not do without: a half-written one must not start. */
const parts = ['gateway', 'vendor', 'name', 'source'] as const satisfies readonly (keyof SourceDocument)[];

/**
 * Reads `source.json`, which the deployment laid beside the handler. It was checked when it was made.
 *
 * @param directory of the handler
 * @throws Error that says what to do, and repeats nothing of the file
 */
export const readSourceDocument = (directory: string): SourceDocument => {
  const path = join(directory, 'source.json');
  const document = parse(path);
  if (typeof document === 'object' && document !== null && parts.every((part) => part in document)) {
    return document as SourceDocument;
  }
  throw new Error(`${path} does not describe a source: deploy the source again`);
};

const parse = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Without the cause: a parser's own message quotes the text.
    const why =
      error instanceof SyntaxError ? 'is not JSON' : `can not be read (${(error as NodeJS.ErrnoException).code})`;
    throw new Error(`${path} ${why}: deploy the source again`);
  }
};
