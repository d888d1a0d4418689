import type {
  BasicScheme,
  BearerScheme,
  CertificateScheme,
  KeyScheme,
} from '../../../connectors/authentication/authentication.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import { untilAborted } from '../../../connectors/until-aborted.ts';
import type { Credentials, SchemeAccess } from '../credentials.ts';
import { pemLines } from '../pem-lines.ts';
import { candidatesOf } from '../secret-candidates.ts';
import type { SchemeSecret } from '../token-grant.ts';

/** Schemes that send what an administrator entered. */
export type StaticScheme = BearerScheme | BasicScheme | KeyScheme | CertificateScheme;

/** A new value is seen after at most so long, in milliseconds; within it, the secret store is asked once. */
const freshMilliseconds = 60_000;

interface Known {
  readonly at: number;
  /** Never empty: what is valid, and what may be during a rotation. */
  readonly candidates: readonly Credentials[];
}

/**
 * Credentials made of a source's secret alone. The secret is read at first use, and again after a minute or when the source has
 * refused them. While two values are valid, the one that the source accepted last is sent.
 *
 * @param secret reads the source's whole secret
 * @param now milliseconds since 1970
 */
export const staticAccess = (
  scheme: StaticScheme,
  secret: () => Promise<SchemeSecret>,
  now: () => number,
): SchemeAccess => {
  let known: Known | undefined;
  let reading: Promise<Known> | undefined;
  let chosen = 0;

  const read = async (): Promise<Known> => {
    try {
      const fresh = usableOf(scheme, candidatesOf(await secret(), scheme));
      const before = known?.candidates ?? [];
      // The same object as long as it says the same: by it, one knows whether others are to be had.
      const candidates = fresh.map((each) => before.find((other) => same(each, other)) ?? each);
      if (candidates[chosen] !== before[chosen]) chosen = 0;
      known = { at: now(), candidates };
      return known;
    } finally {
      reading = undefined;
    }
  };
  const readOnce = (): Promise<Known> => {
    reading ??= read();
    return reading;
  };

  return {
    async current(signal) {
      const isFresh = known !== undefined && now() - known.at < freshMilliseconds;
      const { candidates } = isFresh ? known! : await untilAborted(signal, readOnce());
      return candidates[chosen]!;
    },
    async refused(credentials, signal) {
      const before = chosen;
      const { candidates } = await untilAborted(signal, readOnce());
      if (candidates[chosen] !== credentials) return true;
      chosen = (before + 1) % candidates.length;
      return candidates[chosen] !== credentials;
    },
  };
};

/** A value that can not be sent does not keep the other from it. Throws what is wrong with the first if none can. */
const usableOf = (scheme: StaticScheme, candidates: readonly SchemeSecret[]): readonly Credentials[] => {
  const problems: unknown[] = [];
  const usable = candidates.flatMap((candidate) => {
    try {
      return [credentialsOf(scheme, candidate)];
    } catch (error) {
      problems.push(error);
      return [];
    }
  });
  if (usable.length === 0) throw problems[0];
  return usable;
};

const same = (one: Credentials, other: Credentials): boolean => JSON.stringify(one) === JSON.stringify(other);

const credentialsOf = (scheme: StaticScheme, secret: SchemeSecret): Credentials => {
  const { prefix } = scheme;
  switch (scheme.kind) {
    case 'bearer':
      return { headers: { authorization: `${scheme.word ?? 'Bearer'} ${visible(secret, 'token', prefix)}` } };
    case 'basic':
      return { headers: { authorization: `Basic ${userAndPassword(secret, prefix)}` } };
    case 'key':
      return keyCredentials(scheme, secret);
    case 'certificate':
      return {
        headers: {},
        certificate: {
          certificate: pemLines(entered(secret, 'certificate', prefix)),
          privateKey: pemLines(entered(secret, 'private_key', prefix)),
        },
      };
  }
};

const keyCredentials = (scheme: KeyScheme, secret: SchemeSecret): Credentials => {
  if (scheme.in === 'query') return { headers: {}, query: { [scheme.name]: entered(secret, 'key', scheme.prefix) } };
  const key = visible(secret, 'key', scheme.prefix);
  if (scheme.in === 'header') return { headers: { [scheme.name.toLowerCase()]: key } };
  // RFC 6265, section 4.1.1: what would end a cookie's value.
  if (/[",;\\]/.test(key)) throw unusable(`${scheme.prefix}key`, 'holds a letter that no cookie can have');
  return { headers: { cookie: `${scheme.name}=${key}` } };
};

const userAndPassword = (secret: SchemeSecret, prefix: string): string => {
  const user = entered(secret, 'user', prefix);
  if (user.includes(':')) throw unusable(`${prefix}user`, 'holds a colon, which basic authentication does not allow');
  return Buffer.from(`${user}:${entered(secret, 'password', prefix)}`).toString('base64');
};

const entered = (secret: SchemeSecret, field: string, prefix: string): string => {
  const value = Object.hasOwn(secret, field) ? secret[field] : undefined;
  if (value) return value;
  const name = prefix + field;
  throw new SourceError(
    'credentials-missing',
    `the secret of this source has no text in its field "${name}": enter it with sallyport secrets set <source> ${name}`,
    { detail: { field: name } },
  );
};

const visible = (secret: SchemeSecret, field: string, prefix: string): string => {
  const value = entered(secret, field, prefix);
  if (!/^[\x21-\x7e]+$/.test(value))
    throw unusable(prefix + field, 'holds a blank, a line feed or a letter outside of ASCII');
  return value;
};

const unusable = (field: string, problem: string): SourceError =>
  new SourceError('credentials-refused', `the field "${field}" of the secret ${problem}: enter it again`, {
    detail: { field },
  });
