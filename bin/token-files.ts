import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = (directory: string): string => join(directory, '.sallyport', 'tokens');

/** Leaves a source's development token where `sallyport pull` finds it, readable by its owner alone. */
export const writeTokenFile = (directory: string, source: string, token: string): void => {
  mkdirSync(folder(directory), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder(directory), source), token, { mode: 0o600 });
};

/** The development token that a local host left, or `undefined`. */
export const readTokenFile = (directory: string, source: string): string | undefined => {
  try {
    return readFileSync(join(folder(directory), source), 'utf8');
  } catch {
    return undefined;
  }
};

/** Takes away the tokens of a local host that has stopped: they are worth nothing without its issuer. */
export const removeTokenFiles = (directory: string): void =>
  rmSync(folder(directory), { recursive: true, force: true });
