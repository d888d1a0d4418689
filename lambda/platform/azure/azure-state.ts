import { type ConditionalObjects, markedStates } from '../marked-states.ts';
import { PlatformError } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';
import type { StateStore } from '../state-store.ts';
import { blobUrl, isContainer } from './blob-url.ts';

/**
 * A source's state in Azure Blob Storage, one blob each, written only if its ETag is the one that was read
 * (learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations).
 *
 * @param client of storage
 * @param container URL of the source's own, `https://<account>.blob.core.windows.net/<container>`; without one the deployment made no place
 * @throws PlatformError `state-missing`, `state-denied`, `state-unreachable`, `state-invalid`
 */
export const azureState = (client: RestClient, container: string | undefined): StateStore => {
  const urlOf = (name: string): string => {
    if (!container || !isContainer(container)) throw new PlatformError('state-missing', missing);
    return blobUrl(container, name);
  };

  const find: ConditionalObjects['find'] = async (name) => {
    const answer = await client.call({ method: 'GET', url: urlOf(name) });
    if (isGood(answer)) return { body: answer.text, version: tagOf(answer) };
    if (answer.cause === 'BlobNotFound') return undefined;
    throw restFailure(answer, causes, otherwise);
  };

  const put: ConditionalObjects['put'] = async (name, body, after) => {
    const condition: Readonly<Record<string, string>> =
      after === undefined ? { 'if-none-match': '*' } : { 'if-match': after };
    const headers = { 'content-type': 'application/json', 'x-ms-blob-type': 'BlockBlob', ...condition };
    const answer = await client.call({ method: 'PUT', url: urlOf(name), headers, body });
    if (isGood(answer)) return tagOf(answer);
    if (changed.has(answer.cause)) return undefined;
    throw restFailure(answer, causes, otherwise);
  };

  return markedStates({ find, put });
};

/** The blob is another one, is there, or is not there. */
const changed: ReadonlySet<string> = new Set(['ConditionNotMet', 'BlobAlreadyExists', 'BlobNotFound']);

const tagOf = ({ headers }: RestAnswer): string => {
  const tag = headers.get('etag');
  if (tag) return tag;
  throw new PlatformError(...otherwise, { detail: { cause: 'no ETag' } });
};

const missing = 'there is no container for the state of this source: deploy the gateway again';

const denied =
  "the state's container may not be read or written: assign Storage Blob Data Contributor on it; that takes some minutes to be seen";

/** Errors of Blob Storage (learn.microsoft.com/rest/api/storageservices/blob-service-error-codes). */
const causes: Readonly<Record<string, FailureCause>> = {
  ContainerNotFound: ['state-missing', missing],
  ContainerBeingDeleted: ['state-missing', missing],
  ENOTFOUND: ['state-missing', 'there is no such storage account: deploy the gateway again'],
  401: ['state-denied', 'Azure does not accept the sign-in: sign in again, to the tenant of the storage account'],
  403: ['state-denied', denied],
};

const otherwise: FailureCause = ['state-unreachable', 'Azure Blob Storage can not be reached, or failed: try again'];
