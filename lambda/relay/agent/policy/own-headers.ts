import { PlatformError } from '../../../platform/platform-error.ts';
import { clientHeaders, neverHeaders } from './http/allowed-headers.ts';
import { ownSecret } from './own-secret.ts';

/**
 * The headers of a file of secrets, by their names in lower case.
 *
 * @throws PlatformError as `ownSecret` does, and `secret-invalid` for what is no header
 */
export const ownHeaders = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(ownSecret(path)).map(([written, value]) => {
      const name = written.toLowerCase();
      if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || neverHeaders.has(name) || clientHeaders.has(name))
        throw invalid();
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw invalid();
      return [name, value];
    }),
  );

const invalid = (): PlatformError =>
  new PlatformError(
    'secret-invalid',
    'the file of secrets holds something that can be no header: write "authorization: Bearer …"',
  );
