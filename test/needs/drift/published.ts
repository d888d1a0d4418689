import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, 'node_modules');

/** Fails with a sentence that says how to install the packages if they are missing. */
export const demandPackages = (): void => {
  if (!existsSync(root))
    throw new Error(
      'The packages of vendors are not there. Install them: npm ci --ignore-scripts --prefix test/needs/drift',
    );
};

/** A file of generated code, and the file of its types. */
export interface Published {
  readonly code: string;
  readonly types: string;
  /** For `import(…)` of a type. */
  readonly from: string;
}

/**
 * The code of a client that a vendor publishes.
 *
 * @param folder of the code, with the folders below it
 * @param typesFolder of the types @default - beside the code
 */
export const publishedIn = (name: string, folder: string, typesFolder = folder): readonly Published[] =>
  readdirSync(join(root, name, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => {
      const types = join(root, name, typesFolder, file.replace(/\.js$/, '.d.ts'));
      return {
        code: readFileSync(join(root, name, folder, file), 'utf8'),
        types: existsSync(types) ? readFileSync(types, 'utf8') : '',
        from: JSON.stringify(types),
      };
    });

/** A type with these keys. */
export const keysOf = (names: readonly string[]): string =>
  `Record<${names.map((name) => JSON.stringify(name)).join(' | ') || 'never'}, true>`;
