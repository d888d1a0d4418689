import { localFiles } from '../local/local-files.ts';
import type { Files, StoredFile } from '../platform.ts';
import type { RestClient } from '../rest-client.ts';
import { type FailureCause, restFailure } from '../rest-failure.ts';
import { objectUrl } from './object-url.ts';

const objectLocation = /^gs:\/\/([a-z0-9][a-z0-9._-]+)\/(.+)$/;

/**
 * Files that travelled with the source, and objects of Google Cloud Storage as `gs://bucket/object`.
 *
 * @throws PlatformError for a path outside of the folder; `file-missing`, `file-denied`, `file-unreachable` for an object that can not be read
 */
export const gcpFiles = (client: RestClient, directory: string): Files => {
  const local = localFiles(directory);
  const openObject = async (bucket: string, name: string): Promise<StoredFile> => {
    const { body, ...answer } = await client.open({ method: 'GET', url: objectUrl(bucket, name) });
    if (body) return { bytes: body, version: answer.headers.get('x-goog-generation') ?? '' };
    throw restFailure(answer, causes, otherwise);
  };
  return {
    path: local.path,
    open(location) {
      const [, bucket, name] = objectLocation.exec(location) ?? [];
      return bucket && name && !hasDots(name) ? openObject(bucket, name) : local.open(location);
    },
  };
};

/** A name that an address can not have: `..` in it would lead to another bucket. */
const hasDots = (name: string): boolean => name.split('/').some((part) => part === '.' || part === '..');

const causes: Readonly<Record<string, FailureCause>> = {
  NoSuchKey: ['file-missing', 'there is no such object: put it there, or correct path'],
  NoSuchBucket: ['file-missing', 'there is no such bucket: correct path'],
  401: ['file-denied', 'Google Cloud does not accept the sign-in: sign in again'],
  403: ['file-denied', 'the object may not be read, or is not there: grant roles/storage.objectViewer on it'],
};

const otherwise: FailureCause = ['file-unreachable', 'Google Cloud Storage can not be reached, or failed: try again'];
