import { type ConditionalObjects, markedStates } from '../marked-states.ts';
import { PlatformError } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';
import type { StateStore } from '../state-store.ts';
import { objectUrl } from './object-url.ts';

/**
 * A source's state in Google Cloud Storage, one object each, written only if its generation is the one that was read
 * (docs.cloud.google.com/storage/docs/request-preconditions; the XML API, whose errors tell a bucket that is missing from an object).
 *
 * @param bucket the source's own; without one the deployment made no place
 * @throws PlatformError `state-missing`, `state-denied`, `state-unreachable`, `state-invalid`
 */
export const gcpState = (client: RestClient, bucket: string | undefined): StateStore => {
  const urlOf = (name: string): string => {
    if (!bucket) throw missing();
    return objectUrl(bucket, name);
  };

  const find: ConditionalObjects['find'] = async (name) => {
    const answer = await client.call({ method: 'GET', url: urlOf(name) });
    if (isGood(answer)) return { body: answer.text, version: generationOf(answer) };
    if (answer.cause === 'NoSuchKey') return undefined;
    throw restFailure(answer, causes, otherwise);
  };

  const put: ConditionalObjects['put'] = async (name, body, after) => {
    const url = urlOf(name);
    // What is no generation is not stored, and would be refused as malformed.
    if (after !== undefined && !/^\d+$/.test(after)) return undefined;
    // Generation 0 is that of an object which is not there. An object that must be there and is not has another generation too.
    const condition = { 'x-goog-if-generation-match': after ?? '0' };
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', ...condition };
    const answer = await client.call({ method: 'PUT', url, headers, body });
    if (isGood(answer)) return generationOf(answer);
    if (answer.cause === 'PreconditionFailed') return undefined;
    throw restFailure(answer, causes, otherwise);
  };

  return markedStates({ find, put });
};

const generationOf = ({ headers }: RestAnswer): string => {
  const generation = headers.get('x-goog-generation');
  if (generation) return generation;
  throw new PlatformError(...otherwise, { detail: { cause: 'no generation' } });
};

const missingSentence = 'there is no bucket for the state of this source: deploy the gateway again';

const missing = () => new PlatformError('state-missing', missingSentence);

const denied =
  "the state's bucket may not be read or written: grant roles/storage.objectUser on it (a generation is overwritten with storage.objects.delete, and without storage.objects.list nobody is told that an object is not there)";

/** Errors of the XML API (docs.cloud.google.com/storage/docs/xml-api/reference-status). */
const causes: Readonly<Record<string, FailureCause>> = {
  NoSuchBucket: ['state-missing', missingSentence],
  AccessDenied: ['state-denied', denied],
  401: ['state-denied', 'Google Cloud does not accept the sign-in: sign in again'],
  403: ['state-denied', denied],
  412: ['state-unreachable', 'too many write the same state at a time: try again'],
  429: ['state-unreachable', 'too many write the same state at a time: try again'],
};

const otherwise: FailureCause = ['state-unreachable', 'Google Cloud Storage can not be reached, or failed: try again'];
