import { readFileSync } from 'node:fs';

/**
 * Reads a document that the deployment laid beside the handler. It was checked when it was made.
 *
 * @param parts what it can not do without: a half-written one must not start
 * @param what it describes, for the error
 * @throws Error that says what to do, and repeats nothing of the file
 */
export const parseDocument = <Document extends object>(
  path: string,
  parts: readonly (string & keyof Document)[],
  what: string,
): Document => {
  const document = parse(path, what);
  if (typeof document === 'object' && document !== null && parts.every((part) => part in document)) {
    return document as Document;
  }
  throw new Error(`${path} does not describe a ${what}: deploy the ${what} again`);
};

const parse = (path: string, what: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Without the cause: a parser's own message quotes the text.
    const why =
      error instanceof SyntaxError ? 'is not JSON' : `can not be read (${(error as NodeJS.ErrnoException).code})`;
    throw new Error(`${path} ${why}: deploy the ${what} again`);
  }
};
