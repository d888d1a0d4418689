import { readFile } from 'node:fs/promises';
import type { ImportContext } from '../connector.ts';
import { SourceError } from '../source-error.ts';

/**
 * The certificate authorities of a file, for TLS; nothing if there is no such file, which leaves those of Node.
 *
 * @throws SourceError `configuration-invalid` if it can not be read
 */
export const authorities = async (
  location: string | undefined,
  context: ImportContext,
): Promise<{ readonly ca?: string }> => {
  if (location === undefined) return {};
  try {
    return { ca: await readFile(context.path(location), 'utf8') };
  } catch (error) {
    throw new SourceError(
      'configuration-invalid',
      `${location} can not be read: put the certificate authorities there (PEM)`,
      { cause: error },
    );
  }
};
