import { SourceError } from '../source-error.ts';
import { longestRecord } from './table.ts';

/**
 * Splits text into its lines, without the empty ones.
 *
 * @throws SourceError `data-invalid` for a line that is longer than a record may be
 */
export async function* splitLines(texts: AsyncIterable<string>, path: string): AsyncGenerator<string, void> {
  let held = '';
  let line = 1;
  for await (const text of texts) {
    const lines = (held + text).split('\n');
    held = lines.pop()!;
    for (const whole of lines) {
      checkLength(whole, path, line++);
      if (whole.trim() !== '') yield whole;
    }
    checkLength(held, path, line);
  }
  if (held.trim() !== '') yield held;
}

const checkLength = (text: string, path: string, line: number): void => {
  if (text.length <= longestRecord) return;
  throw new SourceError('data-invalid', `${path}: line ${line} has more than ${longestRecord} characters`, {
    detail: { path, line },
  });
};
