import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../lambda/platform/local/local-platform.ts';
import { localSecrets } from '../lambda/platform/local/local-secrets.ts';

/** The secret of a source or a sync on this machine, which a stand-in of the example shares. */
export interface ExampleSecret {
  read(): Promise<Readonly<Record<string, string>>>;
  /** So that only its owner can read it. */
  write(fields: Readonly<Record<string, string>>): void;
}

/** @param directory the folder of the configuration file */
export const exampleSecret = (directory: string, name: string): ExampleSecret => {
  const folder = join(directory, localFolder, 'secrets');
  return {
    read: () => localSecrets(folder, name).read(),
    write: (fields) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(fields)}\n`, { mode: 0o600 });
    },
  };
};

/** A password that nobody can guess. */
export const madeUp = (): string => randomBytes(24).toString('base64url');
