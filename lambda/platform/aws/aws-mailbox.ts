import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Mailbox } from '../mailbox.ts';
import { largestMailboxBytes, mailboxBytes, mailboxTooLarge } from '../mailbox-bytes.ts';
import { mailboxMissing } from '../mailbox-failure.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { stateName } from '../state-name.ts';
import { type AwsCaller, callerSettings } from './client-settings.ts';

/** All attempts of a call together; and more for a body, by what a slow line carries in a millisecond. */
const callMilliseconds = 15_000;
const slowestBytes = 64;

/** How often an object is read whose bytes break off. */
const mostReads = 3;

/** Waits before a write that met another one is tried again; S3 says neither which of them wins nor that one did. */
const conflictPauses = [0, 50, 200, 500] as const;

/** What S3 takes in one call (docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html). */
const mostRemoved = 1_000;

/** Where a mailbox is. */
export interface AwsMailboxPlace {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  readonly region: string;
}

/**
 * A mailbox in Amazon S3, by conditional writes (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html). The client is loaded at
 * first use; it tries again what passes by itself.
 *
 * @param silentMilliseconds a connection that says nothing for so long is given up
 * @throws PlatformError `mailbox-missing`, `mailbox-denied`, `mailbox-unreachable`
 */
export const awsMailbox = (
  { bucket, prefix, region }: AwsMailboxPlace,
  caller: AwsCaller = {},
  silentMilliseconds = 5_000,
): Mailbox => {
  let client: S3Client | undefined;
  const s3 = async () => {
    const sdk = await import('@aws-sdk/client-s3');
    const { requestHandler, ...settings } = callerSettings(caller);
    client ??= new sdk.S3Client({
      ...settings,
      region,
      requestHandler: { ...requestHandler, socketTimeout: silentMilliseconds },
    });
    return { sdk, client };
  };
  const place = (name: string) => ({ Bucket: bucket, Key: prefix + stateName(name) });

  return {
    async put(name, bytes) {
      const object = { ...place(name), Body: mailboxBytes(bytes) };
      const { sdk, client } = await s3();
      await expectGood(() => client.send(new sdk.PutObjectCommand(object), within(bytes.length)));
    },
    async get(name) {
      const object = place(name);
      const { sdk, client } = await s3();
      for (let attempt = 1; ; attempt++) {
        let isBegun = false;
        try {
          const { Body, ContentLength } = await client.send(new sdk.GetObjectCommand(object), within(0));
          isBegun = true;
          // S3 always says how much it sends, and Node's client takes no more.
          if (!(ContentLength! <= largestMailboxBytes)) {
            (Body as Readable).destroy();
            throw mailboxTooLarge();
          }
          return await Body!.transformToByteArray();
        } catch (error) {
          if (error instanceof PlatformError) throw error;
          if (nameOf(error) === 'NoSuchKey') return undefined;
          // The client tries again until an answer begins, and no further.
          if (!isBegun || attempt === mostReads) throw mailboxError(error);
        }
      }
    },
    async has(name) {
      const object = place(name);
      const { sdk, client } = await s3();
      try {
        await client.send(new sdk.HeadObjectCommand(object), within(0));
        return true;
      } catch (error) {
        // Without a body it does not say what is missing; whoever writes or lists learns of a bucket.
        if (nameOf(error) === 'NotFound') return false;
        throw mailboxError(error);
      }
    },
    async remove(names) {
      const keys = names.map((name) => ({ Key: place(name).Key }));
      const { sdk, client } = await s3();
      for (let from = 0; from < keys.length; from += mostRemoved) {
        const Delete = { Objects: keys.slice(from, from + mostRemoved), Quiet: true };
        const command = new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete });
        const { Errors = [] } = await expectGood(() => client.send(command, within(0)));
        for (const { Code = 'unknown' } of Errors) throw mailboxFailure(Code);
      }
    },
    async list(folder) {
      const Prefix = folder === undefined ? prefix : `${prefix}${stateName(folder)}/`;
      const { sdk, client } = await s3();
      const names: string[] = [];
      for (let token: string | undefined, isMore = true; isMore; isMore = token !== undefined) {
        const command = new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken: token });
        const { Contents = [], NextContinuationToken } = await expectGood(() => client.send(command, within(0)));
        for (const { Key = '' } of Contents) names.push(Key.slice(prefix.length));
        token = NextContinuationToken;
      }
      return names;
    },
    async create(name, text) {
      const Body = mailboxBytes(Buffer.from(text));
      const object = { ...place(name), Body, IfNoneMatch: '*' };
      const { sdk, client } = await s3();
      let conflict: unknown;
      for (const milliseconds of conflictPauses) {
        if (milliseconds > 0) await sleep(milliseconds);
        try {
          await client.send(new sdk.PutObjectCommand(object), within(Body.length));
          return true;
        } catch (error) {
          if (nameOf(error) === 'PreconditionFailed') return false;
          if (nameOf(error) !== 'ConditionalRequestConflict') throw mailboxError(error);
          conflict = error;
        }
      }
      throw mailboxError(conflict);
    },
  };
};

const within = (bytes: number) => ({
  abortSignal: AbortSignal.timeout(callMilliseconds + Math.ceil(bytes / slowestBytes)),
});

const expectGood = async <Result>(send: () => Promise<Result>): Promise<Result> => {
  try {
    return await send();
  } catch (error) {
    throw mailboxError(error);
  }
};

const ended = 'the AWS credentials are not valid, or have ended: sign in, or set AWS_PROFILE';
const denied =
  'the mailbox may not be used: grant s3:GetObject, s3:PutObject and s3:DeleteObject on its objects, s3:ListBucket on its bucket, and kms:Decrypt and GenerateDataKey for a key of your own';

/** Errors of S3 (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). HEAD has but a status for them. */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  AccessDenied: ['mailbox-denied', denied],
  403: ['mailbox-denied', denied],
  400: ['mailbox-denied', ended],
  CredentialsProviderError: ['mailbox-denied', ended],
  ExpiredToken: ['mailbox-denied', ended],
  ExpiredTokenException: ['mailbox-denied', ended],
  InvalidAccessKeyId: ['mailbox-denied', ended],
  InvalidToken: ['mailbox-denied', ended],
  NoSuchBucket: mailboxMissing,
  PermanentRedirect: ['mailbox-missing', 'the bucket of the mailboxes is in another region: deploy the gateway again'],
};

/** The client calls an answer to HEAD `Unknown`, whose status is all that is known. */
const nameOf = (error: unknown): string => {
  const { name = 'unknown', $metadata } = error as Partial<S3ServiceException>;
  return name === 'Unknown' && $metadata?.httpStatusCode ? String($metadata.httpStatusCode) : name;
};

const mailboxFailure = (name: string, cause?: unknown): PlatformError => {
  const [code, sentence] = causes[name] ?? [
    'mailbox-unreachable',
    'Amazon S3 can not be reached, or failed: try again',
  ];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause });
};

const mailboxError = (error: unknown): PlatformError => mailboxFailure(nameOf(error), error);
