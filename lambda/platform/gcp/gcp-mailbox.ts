import { atOnce } from '../at-once.ts';
import type { Mailbox } from '../mailbox.ts';
import { largestMailboxBytes, mailboxBytes } from '../mailbox-bytes.ts';
import { mailboxMissing } from '../mailbox-failure.ts';
import { PlatformError } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';
import { stateName } from '../state-name.ts';
import { objectUrl } from './object-url.ts';

/** What is removed at the same time. */
const width = 8;

/** Where a mailbox is. */
export interface GcpMailboxPlace {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
}

/**
 * A mailbox in Google Cloud Storage. By the XML API, whose errors tell a bucket that is missing from an object; the list by the JSON API, which a
 * down-scoped token may ask (docs.cloud.google.com/iam/docs/downscoping-short-lived-credentials).
 *
 * An object may be written, created or removed about once in a second (docs.cloud.google.com/storage/quotas#objects). Whoever does so more often is
 * refused for a while, which is longer than the client tries, and is told `mailbox-unreachable`.
 *
 * @throws PlatformError `mailbox-missing`, `mailbox-denied`, `mailbox-unreachable`
 */
export const gcpMailbox = (client: RestClient, { bucket, prefix }: GcpMailboxPlace): Mailbox => {
  const urlOf = (name: string): string => objectUrl(bucket, prefix + stateName(name));

  const write = (name: string, bytes: Uint8Array, condition: Readonly<Record<string, string>>): Promise<RestAnswer> => {
    const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store', ...condition };
    const body = Uint8Array.from(mailboxBytes(bytes));
    return client.call({ method: 'PUT', url: urlOf(name), headers, body });
  };

  const listed = async (below: string): Promise<string[]> => {
    const names: string[] = [];
    for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
      const answer = await client.call({ method: 'GET', url: listUrl(bucket, below, pageToken) });
      if (!isGood(answer)) throw failure(answer);
      const page = pageIn(answer);
      for (const { name } of page.items ?? []) names.push(name.slice(prefix.length));
      pageToken = page.nextPageToken;
    }
    return names;
  };

  /**
   * Who may not list the whole bucket is not told that an object is not there, but that it may not be read. A token that is down-scoped to a prefix may
   * list that prefix.
   */
  const isMissing = async (answer: RestAnswer, name: string): Promise<boolean> =>
    answer.cause === 'NoSuchKey' || (answer.status === 403 && !(await listed(prefix + name)).includes(name));

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
      if (await isMissing(answer, name)) return undefined;
      throw failure(answer);
    },
    async has(name) {
      const answer = await client.call({ method: 'HEAD', url: urlOf(name) });
      if (isGood(answer)) return true;
      // Without a body it does not say what is missing; whoever writes or lists learns of a bucket.
      if (answer.status === 404 || (await isMissing(answer, name))) return false;
      throw failure(answer);
    },
    remove: async (names) => {
      names.forEach(stateName);
      await atOnce(width, names, async (name) => {
        const answer = await client.call({ method: 'DELETE', url: urlOf(name) });
        if (!isGood(answer) && !(await isMissing(answer, name))) throw failure(answer);
      });
    },
    list: async (folder) => listed(folder === undefined ? prefix : `${prefix}${stateName(folder)}/`),
    async create(name, text) {
      const answer = await write(name, Buffer.from(text), ifNone);
      if (isGood(answer)) return true;
      if (answer.cause === 'PreconditionFailed') return false;
      throw failure(answer);
    },
  };
};

/** Generation 0 is that of an object which is not there (docs.cloud.google.com/storage/docs/request-preconditions). */
const ifNone = { 'x-goog-if-generation-match': '0' };

const listUrl = (bucket: string, prefix: string, pageToken: string): string => {
  const url = new URL(`https://storage.googleapis.com/storage/v1/b/${encodeURIComponent(bucket)}/o`);
  url.search = new URLSearchParams({
    prefix,
    fields: 'items(name),nextPageToken',
    ...(pageToken && { pageToken }),
  }).toString();
  return url.href;
};

interface Page {
  readonly items?: readonly { readonly name: string }[];
  readonly nextPageToken?: string;
}

const pageIn = ({ text }: RestAnswer): Page => {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlatformError(...otherwise);
  }
};

const failure = (answer: RestAnswer): PlatformError => restFailure(answer, causes, otherwise);

const denied: FailureCause = [
  'mailbox-denied',
  'the mailbox may not be used: grant roles/storage.objectUser on its bucket to the relay and to the sources behind it',
];

/** Errors of both APIs (docs.cloud.google.com/storage/docs/xml-api/reference-status, docs.cloud.google.com/storage/docs/json_api/v1/status-codes). */
const causes: Readonly<Record<string, FailureCause>> = {
  NoSuchBucket: mailboxMissing,
  401: ['mailbox-denied', 'Google Cloud does not accept the sign-in, or it has ended: sign in again'],
  403: denied,
  404: mailboxMissing,
};

const otherwise: FailureCause = [
  'mailbox-unreachable',
  'Google Cloud Storage can not be reached, or failed: try again',
];
