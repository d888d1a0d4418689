import { localFiles } from '../local/local-files.ts';
import type { Files, StoredFile } from '../platform.ts';
import type { RestClient } from '../rest-client.ts';
import { type FailureCause, restFailure } from '../rest-failure.ts';
import { blobUrl, isContainer } from './blob-url.ts';

const blobLocation = /^(https:\/\/[^/]+\/[^/]+)\/([^?#]+)$/;

/**
 * Files that travelled with the source, and blobs as `https://<account>.blob.core.windows.net/<container>/<blob>`.
 *
 * @param client of storage
 * @throws PlatformError for a path outside of the folder; `file-missing`, `file-denied`, `file-unreachable` for a blob that can not be read
 */
export const azureFiles = (client: RestClient, directory: string): Files => {
  const local = localFiles(directory);
  const openBlob = async (url: string): Promise<StoredFile> => {
    const { body, ...answer } = await client.open({ method: 'GET', url });
    if (body) return { bytes: body, version: answer.headers.get('etag') ?? '' };
    throw restFailure(answer, causes, otherwise);
  };
  return {
    path: local.path,
    open(location) {
      const [, container = '', name = ''] = blobLocation.exec(location) ?? [];
      return isContainer(container) && !hasDots(name) ? openBlob(blobUrl(container, name)) : local.open(location);
    },
  };
};

/** A name that an address can not have: `..` in it would lead to another container. */
const hasDots = (name: string): boolean => name.split('/').some((part) => part === '.' || part === '..');

const causes: Readonly<Record<string, FailureCause>> = {
  BlobNotFound: ['file-missing', 'there is no such blob: put it there, or correct path'],
  ContainerNotFound: ['file-missing', 'there is no such container: correct path'],
  ENOTFOUND: ['file-missing', 'there is no such storage account: correct path'],
  401: ['file-denied', 'Azure does not accept the sign-in: is the storage account in another tenant?'],
  403: ['file-denied', 'the blob may not be read: assign Storage Blob Data Reader on its container'],
};

const otherwise: FailureCause = ['file-unreachable', 'Azure Blob Storage can not be reached, or failed: try again'];
