import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localFolder } from '../lambda/platform/local/local-platform.ts';

/** The tokens of one local host: several may run beside one configuration, each on its own port. */
const folder = (directory: string, port: number): string => join(directory, localFolder, 'tokens', String(port));

/** Where the local host on a port leaves the development token of a source. */
export const tokenFile = (directory: string, port: number, source: string): string =>
  join(folder(directory, port), source);

/** Leaves a source's development token where `sallyport pull` finds it, readable by its owner alone. */
export const writeTokenFile = (path: string, token: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, token, { mode: 0o600 });
};

/** The development token that a local host left, or `undefined`. */
export const readTokenFile = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Takes away the tokens of a local host that has stopped: they are worth nothing without its issuer. */
export const removeTokenFiles = (directory: string, port: number): void =>
  rmSync(folder(directory, port), { recursive: true, force: true });
