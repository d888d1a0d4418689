import { atOnce } from '../at-once.ts';
import type { Mailbox } from '../mailbox.ts';
import { largestMailboxBytes, mailboxBytes } from '../mailbox-bytes.ts';
import { mailboxMissing } from '../mailbox-failure.ts';
import { PlatformError } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';
import { stateName } from '../state-name.ts';
import { blobUrl, isContainer } from './blob-url.ts';

/** What is removed at the same time. */
const width = 8;

/**
 * A mailbox in Azure Blob Storage, a container of its own.
 *
 * @param client of storage
 * @param container `https://<account>.blob.core.windows.net/<container>`
 * @throws PlatformError `mailbox-missing`, `mailbox-denied`, `mailbox-unreachable`
 */
export const azureMailbox = (client: RestClient, container: string): Mailbox => {
  const place = (): string => {
    if (isContainer(container)) return container;
    throw new PlatformError(...mailboxMissing);
  };
  const urlOf = (name: string): string => blobUrl(place(), stateName(name));

  const write = (name: string, bytes: Uint8Array, condition: Readonly<Record<string, string>>): Promise<RestAnswer> => {
    const headers = { 'content-type': 'application/octet-stream', 'x-ms-blob-type': 'BlockBlob', ...condition };
    const body = Uint8Array.from(mailboxBytes(bytes));
    return client.call({ method: 'PUT', url: urlOf(name), headers, body });
  };

  return {
    async put(name, bytes) {
      const answer = await write(name, bytes, {});
      if (!isGood(answer)) throw failure(answer);
    },
    async get(name) {
      const { bytes, ...answer } = await client.load({
        method: 'GET',
        url: urlOf(name),
        largestBytes: largestMailboxBytes,
      });
      if (bytes) return bytes;
      if (answer.cause === 'BlobNotFound') return undefined;
      throw failure(answer);
    },
    async has(name) {
      const answer = await client.call({ method: 'HEAD', url: urlOf(name) });
      if (isGood(answer)) return true;
      if (answer.cause === 'BlobNotFound') return false;
      throw failure(answer);
    },
    remove: async (names) => {
      const urls = names.map(urlOf);
      await atOnce(width, urls, async (url) => {
        const answer = await client.call({ method: 'DELETE', url });
        if (!isGood(answer) && answer.cause !== 'BlobNotFound') throw failure(answer);
      });
    },
    async list(folder) {
      const prefix = folder === undefined ? '' : `${stateName(folder)}/`;
      const names: string[] = [];
      for (let marker: string | undefined = ''; marker !== undefined; ) {
        const query = new URLSearchParams({ restype: 'container', comp: 'list', prefix, ...(marker && { marker }) });
        const answer = await client.call({ method: 'GET', url: `${place()}?${query}` });
        if (!isGood(answer)) throw failure(answer);
        names.push(...namesIn(answer.text));
        marker = /<NextMarker>([^<]+)<\/NextMarker>/.exec(answer.text)?.[1];
      }
      return names;
    },
    async create(name, text) {
      const answer = await write(name, Buffer.from(text), ifNone);
      if (isGood(answer)) return true;
      if (isThere.has(answer.cause)) return false;
      throw failure(answer);
    },
  };
};

/** Names have no characters that XML writes in another way. */
const namesIn = (xml: string): string[] => [...xml.matchAll(/<Blob><Name>([^<]+)<\/Name>/g)].map(([, name]) => name!);

/** learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations */
const ifNone = { 'if-none-match': '*' };
const isThere: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet']);

const failure = (answer: RestAnswer): PlatformError => restFailure(answer, causes, otherwise);

const denied: FailureCause = [
  'mailbox-denied',
  'the mailbox may not be used, or access to it has ended: assign Storage Blob Data Contributor on its container; that takes some minutes to be seen',
];

/** Errors of Blob Storage (learn.microsoft.com/rest/api/storageservices/blob-service-error-codes). */
const causes: Readonly<Record<string, FailureCause>> = {
  ContainerNotFound: mailboxMissing,
  ContainerBeingDeleted: mailboxMissing,
  ENOTFOUND: mailboxMissing,
  401: ['mailbox-denied', 'Azure does not accept the sign-in: sign in again, to the tenant of the storage account'],
  403: denied,
};

const otherwise: FailureCause = ['mailbox-unreachable', 'Azure Blob Storage can not be reached, or failed: try again'];
