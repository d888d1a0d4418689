import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { localFiles } from '../local/local-files.ts';
import type { Files, StoredFile } from '../platform.ts';
import { clientSettings } from './client-settings.ts';

const objectLocation = /^s3:\/\/([^/]+)\/(.+)$/;

/**
 * Files that travelled with the function, and objects of S3 as `s3://bucket/key`.
 *
 * @throws PlatformError for a path outside of the folder; the client's exception, named `NoSuchKey` for example, when an object can not be read
 */
export const awsFiles = (directory: string): Files => {
  const local = localFiles(directory);
  let client: S3Client | undefined;
  const openObject = async (bucket: string, key: string): Promise<StoredFile> => {
    const sdk = await import('@aws-sdk/client-s3');
    client ??= new sdk.S3Client(clientSettings);
    const { Body, ETag } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
    return { bytes: Body as Readable, version: ETag ?? '' };
  };
  return {
    path: local.path,
    open(location) {
      const [, bucket, key] = objectLocation.exec(location) ?? [];
      return bucket && key ? openObject(bucket, key) : local.open(location);
    },
  };
};
