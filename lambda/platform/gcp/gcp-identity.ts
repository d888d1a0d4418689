import { askMetadata } from '../ask-metadata.ts';
import { type Ending, keptUntil } from '../kept-until.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { tokenClaims } from '../token-claims.ts';
import type { WorkloadIdentity } from '../workload-identity.ts';

/** What the identity of a process on Google Cloud is made from. */
export interface GcpIdentityOptions {
  /** `GCE_METADATA_HOST` names another metadata server, as it does for Google's own clients. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
}

const scope = 'https://www.googleapis.com/auth/cloud-platform';

/** The server itself keeps a token until five minutes before its end: asking earlier than that gives the same one again. */
const margin = 3 * 60_000;

/**
 * The service account that the process runs as, by its metadata server
 * (cloud.google.com/run/docs/container-contract#metadata-server, cloud.google.com/docs/authentication/get-id-token).
 */
export const gcpIdentity = ({ environment, now }: GcpIdentityOptions): WorkloadIdentity => {
  const host = environment['GCE_METADATA_HOST'] || 'metadata.google.internal';

  const ask = async (what: string, query: Readonly<Record<string, string>>): Promise<string> => {
    const url = new URL(`http://${host}/computeMetadata/v1/instance/service-accounts/default/${what}`);
    url.search = new URLSearchParams(query).toString();
    const answer = await askMetadata(url, { 'metadata-flavor': 'Google' }).catch((error) => {
      throw noAnswer(error);
    });
    // What something else says under this name is no proof of anything.
    if (answer.headers['metadata-flavor'] !== 'Google') throw missing();
    if (answer.status !== 200) throw refusal(answer.status);
    return answer.text;
  };

  const issue = async (audience: string): Promise<Ending<string>> => {
    const value = (await ask('identity', { audience, format: 'full' })).trim();
    const claims = tokenClaims(value);
    if (!claims) throw nonsense();
    return { value, endsAt: claims.endsAt };
  };

  const access = async (): Promise<Ending<string>> => {
    const { access_token, expires_in } = parse(await ask('token', { scopes: scope }));
    if (typeof access_token !== 'string' || typeof expires_in !== 'number') throw nonsense();
    return { value: access_token, endsAt: now() + expires_in * 1_000 };
  };

  const tokens = keptUntil(issue, { margin, now });
  const accesses = keptUntil(access, { margin, now });
  return { jwt: tokens.current, aws: async () => undefined, google: () => accesses.current(scope) };
};

const parse = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw nonsense();
  }
};

const missing = () =>
  new PlatformError(
    'identity-missing',
    'this process has no service account of Google Cloud: give the service one of its own, and deploy it again',
  );

const nonsense = () =>
  new PlatformError('identity-unreachable', 'the metadata server of Google Cloud answered without a token: try again');

const statuses: Readonly<Record<number, readonly [PlatformErrorCode, string]>> = {
  400: ['identity-denied', 'the metadata server of Google Cloud does not accept this audience: correct it'],
  401: ['identity-denied', 'the service account may not make tokens: is it enabled?'],
  403: ['identity-denied', 'the service account may not make tokens: is it enabled, are its scopes not limited?'],
};

const refusal = (status: number): PlatformError => {
  if (status === 404) return missing();
  const [code, sentence] = statuses[status] ?? [
    'identity-unreachable',
    'the metadata server of Google Cloud failed: try again',
  ];
  return new PlatformError(code, sentence, { detail: { status } });
};

const noAnswer = (cause: NodeJS.ErrnoException): PlatformError => {
  if (cause.code === 'ENOTFOUND') return missing();
  const sentence = 'the metadata server of Google Cloud does not answer: try again';
  return new PlatformError('identity-unreachable', sentence, { detail: { cause: cause.code ?? cause.name }, cause });
};
