import type { BearerIdentity } from './bearer-identity.ts';
import { issuerNamed } from './issuer.ts';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What would let in whoever has any token of an issuer is no claim: one of these must be there. */
const whoClaims = ['sub', 'oid'] as const;

const malformed = (name: string, what: string): RangeError =>
  new RangeError(`${name} ${what}: deploy this source again`);

const identity = (name: string, entry: unknown): BearerIdentity => {
  if (typeof entry !== 'object' || entry === null) throw malformed(name, 'has an entry that is no object');
  const { issuer, audience, claims, externalId, ...others } = entry as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw malformed(name, 'has an entry with a key that nobody knows');
  if (!isText(issuer) || !isText(audience)) throw malformed(name, 'has an entry without issuer or audience');
  if (typeof claims !== 'object' || claims === null || !Object.values(claims).every(isText)) {
    throw malformed(name, 'has an entry whose claims are no texts');
  }
  if (!whoClaims.some((claim) => Object.hasOwn(claims, claim)))
    throw malformed(name, 'has an entry without sub or oid');
  if (externalId !== undefined && !isText(externalId)) throw malformed(name, 'has an external id that is no text');
  const known = { issuer: issuerNamed(issuer), audience, claims: claims as Record<string, string>, urlClaim: null };
  return externalId === undefined ? known : { ...known, externalId };
};

/**
 * The callers that a deployment lets in, from the environment of its handler: `[{"issuer", "audience", "claims", "externalId"?}]`, or one
 * of them. Each names who it is, by `sub` or `oid`.
 *
 * @param name of the variable, for the error
 * @throws RangeError if it is not of that form, which lets nobody in
 * @example configuredCallers('SALLYPORT_CALLERS', '[{"issuer":"https://accounts.google.com","audience":"https://gate.example","claims":{"sub":"1042"}}]')
 */
export const configuredCallers = (name: string, text: string): readonly BearerIdentity[] => {
  const value = parse(name, text);
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.length === 0) throw malformed(name, 'lets in nobody');
  return entries.map((entry) => identity(name, entry));
};

const parse = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw malformed(name, 'is not JSON');
  }
};
