import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Scheme, SigningAlgorithm, TokenScheme } from '../../connectors/authentication/authentication.ts';
import { staticAccess } from '../../lambda/tokens/access/static-access.ts';
import { signingKey } from '../../lambda/tokens/endpoint/sign-assertion.ts';
import { pemLines } from '../../lambda/tokens/pem-lines.ts';
import type { SchemeSecret } from '../../lambda/tokens/token-grant.ts';
import { instant } from '../terminal/instant.ts';
import { type Finding, good, wrong } from './finding.ts';

const day = 86_400_000;
/** Whoever must order a new certificate needs a while. */
const soonDays = 30;

/**
 * Looks at the fields of one scheme: whether what should be a key, a certificate, a JSON file or a time is one, and whether they fit
 * each other. Nothing is called.
 *
 * @param name of the scheme
 * @param secret the scheme's fields by their own names, all that it needs among them
 * @param now milliseconds since 1970
 */
export const readableFields = async (
  name: string,
  scheme: Scheme,
  secret: SchemeSecret,
  now: number,
): Promise<readonly Finding[]> => {
  if (scheme.kind === 'token') return tokenFields(scheme, secret, now);
  if (scheme.kind === 'awsSignature') return [];
  const { prefix } = scheme;
  const whole = Object.fromEntries(Object.entries(secret).map(([field, value]) => [prefix + field, value]));
  const unfit = await found(name, async () => {
    const access = staticAccess(
      scheme,
      async () => whole,
      () => now,
    );
    await access.current(new AbortController().signal);
  });
  if (unfit.length > 0 || scheme.kind !== 'certificate') return unfit;
  return pairFields(prefix, secret, now);
};

const tokenFields = async (scheme: TokenScheme, secret: SchemeSecret, now: number): Promise<readonly Finding[]> => {
  const { prefix, client, grant } = scheme;
  const findings: Finding[] = [];
  if (client.method === 'private_key_jwt') findings.push(...(await keyFields(prefix, secret, now, client)));
  if (client.method === 'tls_client_auth') findings.push(...pairFields(prefix, secret, now));
  if (grant.type === 'jwtBearer') findings.push(...(await keyFields(prefix, secret, now, grant)));
  if (grant.type === 'githubApp')
    findings.push(...(await keyFields(prefix, secret, now, { algorithm: 'RS256', thumbprint: false })));
  if (grant.type === 'googleServiceAccount') findings.push(...serviceAccount(prefix, secret));
  return [...findings, ...enteredEnd(prefix, secret, now)];
};

interface KeyUse {
  readonly algorithm: SigningAlgorithm;
  readonly thumbprint: boolean;
}

const keyFields = async (
  prefix: string,
  secret: SchemeSecret,
  now: number,
  { algorithm, thumbprint }: KeyUse,
): Promise<readonly Finding[]> => {
  const key = secret['private_key'];
  // A token that was entered by hand needs none.
  if (!key) return [];
  const name = `${prefix}private_key`;
  const unfit = await found(name, async () => void signingKey({ key, algorithm }));
  if (unfit.length > 0) return unfit;
  return [
    good(name, `a private key that can sign with ${algorithm}`),
    ...(thumbprint ? certificate(prefix, secret, now) : []),
  ];
};

/** A certificate, and the key of it, for TLS. */
const pairFields = (prefix: string, secret: SchemeSecret, now: number): readonly Finding[] => {
  const name = `${prefix}private_key`;
  const key = secret['private_key'];
  if (!key) return [];
  const isKey = parsed(() => createPrivateKey(pemLines(key))) !== undefined;
  if (!isKey) return [wrong(name, 'is no private key in PEM without a passphrase: enter it again')];
  return [good(name, 'a private key'), ...certificate(prefix, secret, now)];
};

const certificate = (prefix: string, secret: SchemeSecret, now: number): readonly Finding[] => {
  const name = `${prefix}certificate`;
  const { certificate: pem = '', private_key: key = '' } = secret;
  const read = parsed(() => new X509Certificate(pemLines(pem)));
  if (!read) return [wrong(name, 'is no certificate in PEM: enter it again')];
  if (!parsed(() => read.checkPrivateKey(createPrivateKey(pemLines(key)))))
    return [wrong(name, `is of another key: enter ${prefix}certificate and ${prefix}private_key again, of one pair`)];
  const [begins, ends] = [Date.parse(read.validFrom), Date.parse(read.validTo)];
  if (ends <= now) return [wrong(name, `ended ${instant(ends)}: have a new one made, and enter it`)];
  if (begins > now) return [wrong(name, `begins ${instant(begins)} only: wait, or correct the clock`)];
  const days = Math.floor((ends - now) / day);
  const hurry = days < soonDays ? `: ${days} day${days === 1 ? '' : 's'} left, have a new one made` : '';
  return [good(name, `a certificate of this key, until ${instant(ends)}${hurry}`)];
};

const serviceAccount = (prefix: string, secret: SchemeSecret): readonly Finding[] => {
  const text = secret['service_account_key'];
  if (!text) return [];
  const name = `${prefix}service_account_key`;
  const file: unknown = parsed(() => JSON.parse(text));
  const { type, client_email: email, private_key: key } = Object(file) as Record<string, unknown>;
  if (type !== 'service_account' || typeof email !== 'string' || typeof key !== 'string')
    return [wrong(name, 'is not the JSON file of a service account key, as Google gives it: enter the file whole')];
  if (!parsed(() => signingKey({ key, algorithm: 'RS256' })))
    return [wrong(name, 'holds no private key that can be used: make another key of the service account')];
  return [good(name, 'the key of a service account')];
};

/** The end of a token that was entered by hand. */
const enteredEnd = (prefix: string, secret: SchemeSecret, now: number): readonly Finding[] => {
  const { expires_at: text, access_token: token } = secret;
  if (!text) return [];
  const name = `${prefix}expires_at`;
  if (!token)
    return [wrong(name, `says when ${prefix}access_token ends, which is not entered: enter it, or remove this`)];
  const end = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
  if (Number.isNaN(end) || Math.abs(end) > 8.64e15)
    return [wrong(name, 'is no time: write 2026-11-22T12:00:00Z, or seconds since 1970')];
  // It is no hindrance: the gate obtains the next one by itself.
  if (end <= now)
    return [good(name, `${instant(end)}: it is over, so that ${prefix}access_token is not used any more`)];
  return [good(name, instant(end))];
};

/** What an attempt says that fails: our own errors say what to do, and repeat no value. */
const found = async (about: string, attempt: () => Promise<void>): Promise<readonly Finding[]> => {
  try {
    await attempt();
    return [];
  } catch (error) {
    return [wrong(about, (error as Error).message)];
  }
};

const parsed = <Parsed>(parse: () => Parsed): Parsed | undefined => {
  try {
    return parse();
  } catch {
    // What a parser says may quote.
    return undefined;
  }
};
