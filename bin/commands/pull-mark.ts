import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { JsonValue } from '@bufbuild/protobuf';
import { CommandError, exitCode } from '../exit-code.ts';

/** The mark that an earlier pull kept in a file; `undefined` if there is no such file yet. */
export const readMark = (file: string): JsonValue | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
  } catch {
    throw new CommandError(
      exitCode.usage,
      `--changes: ${file} holds no mark of an earlier pull. Remove it to pull everything.`,
    );
  }
};

/** Keeps the mark for the next pull, all of it or nothing. */
export const keepMark = (file: string, mark: JsonValue | undefined): void => {
  if (mark === undefined) {
    throw new CommandError(
      exitCode.failed,
      'Everything was pulled, but this source does not tell its changes: pull it without --changes.',
    );
  }
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(mark)}\n`, { mode: 0o600 });
  renameSync(half, file);
};
