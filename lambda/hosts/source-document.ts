import { join } from 'node:path';
import type { SourceDocument } from '../../config/config.ts';
import { parseDocument } from './parse-document.ts';

/**
 * Reads `source.json`, which the deployment laid beside the handler. It was checked when it was made.
 *
 * @param directory of the handler
 * @throws Error that says what to do, and repeats nothing of the file
 */
export const readSourceDocument = (directory: string): SourceDocument =>
  parseDocument<SourceDocument>(join(directory, 'source.json'), ['gateway', 'vendor', 'name', 'source'], 'source');
