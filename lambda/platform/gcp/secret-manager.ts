import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';
import { crc32c } from './crc32c.ts';

/** A version of a secret. */
export interface SecretVersion {
  /** Counts up by one: the first is 1. */
  readonly number: number;
  readonly text: string;
}

/** One secret in Google Secret Manager. */
export interface ManagedSecret {
  /** @returns `undefined` if there is no such version, or no such secret: the two can not be told apart */
  access(version: number | 'latest'): Promise<SecretVersion | undefined>;
  /** @returns the number of the version that was made */
  add(text: string): Promise<number>;
  /** When a version was made, in milliseconds since 1970; `undefined` if that may not be seen. */
  madeAt(version: number): Promise<number | undefined>;
}

/** What `secretManager` is told of a secret. */
export interface ManagedSecretOptions {
  readonly client: RestClient;
  /** `projects/<project>/secrets/<secret>`; `undefined` if the deployment made none. */
  readonly name: string | undefined;
  /** What the errors speak of: their codes begin with it. */
  readonly kind: 'secret' | 'key';
}

const form = /^projects\/[a-z0-9-]+\/secrets\/[\w-]{1,255}$/;

/**
 * A secret by the REST API of Secret Manager (docs.cloud.google.com/secret-manager/docs/reference/rest). Payloads have a checksum both ways.
 *
 * Methods throw PlatformError `<kind>-missing`, `<kind>-invalid`, `<kind>-denied`, `<kind>-unreachable`.
 */
export const secretManager = ({ client, name, kind }: ManagedSecretOptions): ManagedSecret => {
  const words = wordsOf[kind];
  const resource = (): string => {
    if (name !== undefined && form.test(name)) return `https://secretmanager.googleapis.com/v1/${name}`;
    throw new PlatformError(`${kind}-missing`, words.missing);
  };
  const failed = (answer: RestAnswer): PlatformError =>
    restFailure(answer, causesOf(kind), [
      `${kind}-unreachable`,
      'Google Secret Manager can not be reached, or failed: try again',
    ]);
  const damaged = () =>
    new PlatformError(`${kind}-unreachable`, 'the answer of Google Secret Manager was damaged on its way: try again');

  return {
    async access(version) {
      const answer = await client.call({ method: 'GET', url: `${resource()}/versions/${version}:access` });
      if (answer.status === 404) return undefined;
      if (!isGood(answer)) throw failed(answer);
      return versionOf(answer.text) ?? Promise.reject(damaged());
    },
    async add(text) {
      const bytes = Buffer.from(text);
      const payload = { data: bytes.toString('base64'), dataCrc32c: String(crc32c(bytes)) };
      const answer = await client.call({
        method: 'POST',
        url: `${resource()}:addVersion`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ payload }),
      });
      if (!isGood(answer)) throw failed(answer);
      return numberOf(parsed(answer.text)?.['name']) ?? Promise.reject(damaged());
    },
    async madeAt(version) {
      const answer = await client.call({ method: 'GET', url: `${resource()}/versions/${version}` });
      const time = Date.parse(String(parsed(answer.text)?.['createTime']));
      return isGood(answer) && !Number.isNaN(time) ? time : undefined;
    },
  };
};

/** `undefined` if the checksum is not that of the text. */
const versionOf = (text: string): SecretVersion | undefined => {
  const { name, payload } = parsed(text) ?? {};
  const { data = '', dataCrc32c } = Object(payload) as { data?: string; dataCrc32c?: string };
  const bytes = Buffer.from(data, 'base64');
  const number = numberOf(name);
  return number !== undefined && dataCrc32c === String(crc32c(bytes)) ? { number, text: bytes.toString() } : undefined;
};

const numberOf = (name: unknown): number | undefined => {
  const [, number] = /\/versions\/(\d+)$/.exec(String(name)) ?? [];
  return number === undefined ? undefined : Number(number);
};

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const wordsOf = {
  secret: {
    what: 'the secret of this source',
    missing: 'there is no such secret in Google Secret Manager: deploy the gateway again',
    roles: 'roles/secretmanager.secretAccessor on it, and secretVersionAdder to enter it',
  },
  key: {
    what: "the gateway's key",
    missing: "there is no secret for the gateway's key: deploy the gateway again",
    roles: 'roles/secretmanager.secretAccessor and secretVersionAdder on it',
  },
} as const;

/** Errors of access and addVersion, by reason or by status (cloud.google.com/apis/design/errors). */
const causesOf = (kind: 'secret' | 'key'): Readonly<Record<string, FailureCause>> => {
  const { what, missing, roles } = wordsOf[kind];
  const denied: PlatformErrorCode = `${kind}-denied`;
  return {
    FAILED_PRECONDITION: [
      `${kind}-invalid`,
      `the version of ${what} is disabled or destroyed, or its KMS key is: enable it again, or enter a new one`,
    ],
    SERVICE_DISABLED: [denied, 'Secret Manager is not enabled in this project: enable secretmanager.googleapis.com'],
    401: [denied, 'Google Cloud does not accept the sign-in: sign in again'],
    403: [denied, `${what} may not be read or written: grant ${roles}`],
    404: [`${kind}-missing`, missing],
  };
};
