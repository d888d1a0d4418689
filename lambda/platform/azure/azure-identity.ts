import { askMetadata } from '../ask-metadata.ts';
import { type Ending, keptUntil } from '../kept-until.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { tokenClaims } from '../token-claims.ts';
import type { WorkloadIdentity } from '../workload-identity.ts';

/** What the identity of a process on Azure is made from. */
export interface AzureIdentityOptions {
  /**
   * `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` are there in Container Apps, Functions and App Service; `AZURE_CLIENT_ID` names which of
   * several user-assigned identities is meant.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Of virtual machines. @default http://169.254.169.254 */
  readonly instanceMetadata?: string | undefined;
}

/** Azure itself keeps a token for hours: what is left of it when we get it may be little more than five minutes. */
const margin = 3 * 60_000;

/**
 * The managed identity that the process has
 * (learn.microsoft.com/azure/container-apps/managed-identity, /azure/app-service/overview-managed-identity#rest-endpoint-reference;
 * without those, learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token).
 */
export const azureIdentity = (options: AzureIdentityOptions): WorkloadIdentity => {
  const issue = async (audience: string): Promise<Ending<string>> => {
    const { url, headers } = requestFor(audience, options);
    const { status, text } = await askMetadata(url, headers).catch((error) => {
      throw noAnswer(error);
    });
    if (status !== 200) throw refusal(status);
    const value = tokenIn(text);
    const claims = value === undefined ? undefined : tokenClaims(value);
    if (!claims) throw nonsense();
    return { value: value!, endsAt: claims.endsAt };
  };
  const tokens = keptUntil(issue, { margin, now: options.now });
  return { jwt: tokens.current, aws: async () => undefined, google: async () => undefined };
};

const requestFor = (
  audience: string,
  { environment, instanceMetadata = 'http://169.254.169.254' }: AzureIdentityOptions,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } => {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER, AZURE_CLIENT_ID } = environment;
  const which = AZURE_CLIENT_ID ? { client_id: AZURE_CLIENT_ID } : {};
  const withQuery = (address: string, version: string): URL => {
    const url = new URL(address);
    for (const [name, value] of Object.entries({ 'api-version': version, resource: audience, ...which }))
      url.searchParams.set(name, value);
    return url;
  };
  if (IDENTITY_ENDPOINT && IDENTITY_HEADER)
    return { url: withQuery(IDENTITY_ENDPOINT, '2019-08-01'), headers: { 'x-identity-header': IDENTITY_HEADER } };
  return {
    url: withQuery(`${instanceMetadata}/metadata/identity/oauth2/token`, '2018-02-01'),
    headers: { metadata: 'true' },
  };
};

const tokenIn = (text: string): string | undefined => {
  try {
    const { access_token } = Object(JSON.parse(text));
    return typeof access_token === 'string' ? access_token : undefined;
  } catch {
    return undefined;
  }
};

const missing =
  'this process has no managed identity, or not the one of AZURE_CLIENT_ID: assign one, for example by `az containerapp identity assign`';

/** Everything else passes by itself: 404 and 410 while the endpoint is being updated, 429, and failures. */
const statuses: Readonly<Record<number, readonly [PlatformErrorCode, string]>> = {
  400: ['identity-missing', missing],
  401: ['identity-denied', 'the identity endpoint of Azure does not accept its own header: start the process again'],
  403: ['identity-denied', 'the managed identity may not get this token: is it enabled, is the audience right?'],
};

const refusal = (status: number): PlatformError => {
  const [code, sentence] = statuses[status] ?? [
    'identity-unreachable',
    'the identity endpoint of Azure failed, or is being updated: try again in a minute',
  ];
  return new PlatformError(code, sentence, { detail: { status } });
};

const nonsense = () =>
  new PlatformError('identity-unreachable', 'the identity endpoint of Azure answered without a token: try again');

const noAnswer = (cause: NodeJS.ErrnoException): PlatformError =>
  new PlatformError(
    'identity-unreachable',
    'the identity endpoint of Azure does not answer: try again; on a host that is not Azure there is none',
    { detail: { cause: cause.code ?? cause.name }, cause },
  );
