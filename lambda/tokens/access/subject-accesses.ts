import { SourceError } from '../../../connectors/source-error.ts';
import type { SchemeAccess } from '../credentials.ts';
import { type SubjectKeeperOptions, subjectKeeper } from '../subject-keeper.ts';
import { TokenError, type TokenErrorCode } from '../token-error.ts';
import { tokenAccess } from './token-access.ts';

/** Users whose tokens are kept at the same time. Whoever was not called for the longest time makes room. */
const mostSubjects = 1_000;

/**
 * The access of a scheme for each user whom the source is called as.
 *
 * Beside what SchemeAccess throws, they throw SourceError `access-denied` if the authorization server gives no token for this user.
 */
export const subjectAccesses = (options: SubjectKeeperOptions): ((subject: string) => SchemeAccess) => {
  const known = new Map<string, SchemeAccess>();
  return (subject) => {
    const access = known.get(subject) ?? subjectAccess(subject, options);
    // A Map has the order of its insertions: the last one is the newest.
    known.delete(subject);
    known.set(subject, access);
    if (known.size > mostSubjects) known.delete(known.keys().next().value!);
    return access;
  };
};

const subjectAccess = (subject: string, options: SubjectKeeperOptions): SchemeAccess => {
  const access = tokenAccess(options.scheme, subjectKeeper(subject, options));
  return {
    current: (signal) => access.current(signal).catch(toldOfSubject),
    refused: (credentials, signal) => access.refused(credentials, signal).catch(toldOfSubject),
  };
};

const refusedGrants: ReadonlySet<TokenErrorCode> = new Set(['token-grant-refused', 'token-request-refused']);
/** Of RFC 6749, section 5.2: what Google answers for a user who is suspended, unknown or not delegated. */
const refusedSubjects: ReadonlySet<string | undefined> = new Set([
  'invalid_grant',
  'unauthorized_client',
  'access_denied',
]);

/** A refusal of one user says nothing about the source, nor about any other user. */
const toldOfSubject = (thrown: unknown): never => {
  if (!(thrown instanceof TokenError) || !refusedGrants.has(thrown.code) || !refusedSubjects.has(thrown.oauth))
    throw thrown;
  const { code, oauth, message } = thrown;
  throw new SourceError('access-denied', message, { detail: { token: code, oauth: oauth! }, cause: thrown });
};
