import type { SourceAccess } from '../../../lambda/tokens/access/source-access.ts';
import type { Credentials } from '../../../lambda/tokens/credentials.ts';

/** An access that gives these credentials one after the other, as the source refuses them. */
export const accessWith = (...given: readonly Credentials[]): SourceAccess => {
  let current = 0;
  return {
    credentials: async () => given[current]!,
    refused: async (credentials) => {
      if (credentials === given[current] && current + 1 < given.length) current++;
      return credentials !== given[current];
    },
  };
};
