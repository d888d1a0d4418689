import { type RestClient, type RestClientOptions, restClient } from '../rest-client.ts';

/** What the rooms on Azure are made from. */
export type AzureClientOptions = Pick<RestClientOptions, 'fetch' | 'random'> & {
  /** An access token for one API of Azure, of whoever calls. */
  token(audience: string): Promise<string>;
};

/** Audiences of Azure's APIs. */
const azureAudiences = {
  vault: 'https://vault.azure.net',
  storage: 'https://storage.azure.com',
  management: 'https://management.azure.com',
} as const;

/** The version of the storage services' protocol: one that Azurite knows as well. */
export const storageVersion = '2024-11-04';

/** Queues take signatures by a user delegation key from 2025-07-05 on; this is the version that Microsoft's own clients ask for such a key with at the least. */
export const queueVersion = '2026-02-06';

/** A client of Key Vault or of Azure's own management (learn.microsoft.com/rest/api/keyvault/general/authentication-requests-and-responses). */
export const azureClient = (
  { token, ...options }: AzureClientOptions,
  api: Exclude<keyof typeof azureAudiences, 'storage'>,
): RestClient => restClient({ ...options, errorName: azureErrorName, token: () => token(azureAudiences[api]) });

/** A client of Azure's storage services (learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory). */
export const storageClient = ({ token, fetch, ...options }: AzureClientOptions): RestClient =>
  restClient({
    ...options,
    errorName: azureErrorName,
    token: () => token(azureAudiences.storage),
    fetch: (url, init) => {
      // Who asks for what is newer says so.
      const headers = { 'x-ms-version': storageVersion, ...(init?.headers as Record<string, string>) };
      return fetch(url, { ...init, headers });
    },
  });

/** Storage says it in a header, all others in JSON; what is inside says more, such as `ForbiddenByRbac`. */
export const azureErrorName = (headers: Headers, text: string): string | undefined => {
  const name = headers.get('x-ms-error-code');
  if (name) return name;
  try {
    const { code, innererror } = JSON.parse(text).error;
    return innererror?.code ?? code;
  } catch {
    return undefined;
  }
};
