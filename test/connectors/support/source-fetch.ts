import { fetchSource } from '../../../lambda/tokens/access/fetch-source.ts';
import { type StaticScheme, staticAccess } from '../../../lambda/tokens/access/static-access.ts';

/** What a gateway gives an import to fetch its source with: the real one, of one scheme that needs nothing but a secret. */
export const sourceFetch = (
  scheme: StaticScheme,
  secret: Readonly<Record<string, string>>,
): typeof globalThis.fetch => {
  const access = staticAccess(
    scheme,
    async () => secret,
    () => 0,
  );
  return fetchSource({
    access: {
      credentials: (signal) => access.current(signal),
      refused: (given, signal) => access.refused(given, signal),
    },
    fetch: globalThis.fetch,
    http: () => {
      throw new Error('this test has no client certificates');
    },
  });
};
