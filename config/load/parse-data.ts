import { LineCounter, parseDocument } from 'yaml';

/** A text is neither JSON nor YAML. The message says where, and repeats nothing of it. */
export class DataSyntaxError extends Error {
  override readonly name = 'DataSyntaxError';
  /** From 1, where it is known. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/**
 * What a text in JSON or YAML holds; of YAML all is read, anchors and merge keys too. For documents that others write: those of our
 * own are read by `readYaml`, which knows where everything stands.
 *
 * JSON is YAML too, but its own parser takes a hundredth of the time.
 *
 * @throws DataSyntaxError
 */
export const parseData = (text: string): unknown => {
  const plain = text.replace(/^\uFEFF/, '');
  if (/^\s*\{/.test(plain)) {
    try {
      return JSON.parse(plain);
    } catch {
      // A flow map of YAML begins in the same way; if it is none either, YAML's error names the line.
    }
  }
  const lines = new LineCounter();
  const document = parseDocument(plain, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
    merge: true,
  });
  const error = document.errors[0];
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw new DataSyntaxError(`Line ${line} is neither JSON nor YAML (${error.code}).`, line);
  }
  try {
    return document.toJS();
  } catch {
    // What is left to fail are aliases: unknown ones, or so many that the document would grow without bounds.
    throw new DataSyntaxError('Its aliases (*) can not be followed. Write what they stand for.');
  }
};
