import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../node_modules');

/** A file of a package that is installed. */
export const packageFile = (name: string, file: string): string => join(root, name, file);

/** The text of such a file. */
export const packageText = (name: string, file: string): string => readFileSync(packageFile(name, file), 'utf8');
