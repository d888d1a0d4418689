import { type RestClient, type RestClientOptions, restClient } from '../rest-client.ts';
import { azureErrorName } from './azure-client.ts';

/** What a client is made from that has a shared access signature in place of a sign-in. */
export type SignedClientOptions = Pick<RestClientOptions, 'fetch' | 'random'> & {
  /** As a query, without its question mark. It is looked up for every request. */
  signature(): string;
  /** Of the protocol. A signature counts for the version that it names, and later ones. */
  readonly version: string;
};

/** A client of one place in Azure's storage (learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature). */
export const signedClient = ({ signature, version, fetch, random }: SignedClientOptions): RestClient =>
  restClient({
    random,
    errorName: azureErrorName,
    token: async () => undefined,
    fetch: (url, init) =>
      fetch(`${url}${String(url).includes('?') ? '&' : '?'}${signature()}`, {
        ...init,
        headers: { ...(init?.headers as Record<string, string>), 'x-ms-version': version },
      }),
  });
