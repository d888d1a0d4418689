import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { type ConditionalObjects, markedStates } from '../marked-states.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import type { StateStore } from '../state-store.ts';
import { clientSettings } from './client-settings.ts';

/** States are small: an answer that takes longer does not come. */
const answerMilliseconds = 5_000;

/** Waits before a write that met another one is tried again; S3 says neither which of them wins nor that one did. */
const conflictPauses = [0, 50, 200, 500] as const;

/** Where a source's state lies. */
export interface AwsStateOptions {
  /** The source's own. Without one the deployment made no place. */
  readonly bucket: string | undefined;
  /** @default - that of the process */
  readonly region?: string | undefined;
}

/**
 * A source's state in S3, one object each, by conditional writes
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 *
 * @throws PlatformError `state-missing`, `state-denied`, `state-unreachable`, `state-invalid`
 * @example awsState({ bucket: process.env.SALLYPORT_STATE_BUCKET })
 */
export const awsState = ({ bucket, region }: AwsStateOptions): StateStore => {
  let client: S3Client | undefined;

  const store = async () => {
    if (!bucket) throw missing();
    const sdk = await import('@aws-sdk/client-s3');
    const requestHandler = {
      ...clientSettings.requestHandler,
      requestTimeout: answerMilliseconds,
      throwOnRequestTimeout: true,
      socketTimeout: answerMilliseconds,
    };
    client ??= new sdk.S3Client({ ...clientSettings, requestHandler, ...(region && { region }) });
    return { sdk, client };
  };

  const find: ConditionalObjects['find'] = async (name) => {
    const { sdk, client } = await store();
    try {
      const answer = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: name }));
      return { body: await answer.Body!.transformToString(), version: answer.ETag! };
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined;
      throw storeError(error);
    }
  };

  const put: ConditionalObjects['put'] = async (name, body, after) => {
    const { sdk, client } = await store();
    const condition = after === undefined ? { IfNoneMatch: '*' } : { IfMatch: after };
    const object = { Bucket: bucket, Key: name, Body: body, ContentType: 'application/json', ...condition };
    let conflict: unknown;
    for (const milliseconds of conflictPauses) {
      if (milliseconds > 0) await sleep(milliseconds);
      try {
        return (await client.send(new sdk.PutObjectCommand(object))).ETag!;
      } catch (error) {
        if (changedNames.has(nameOf(error))) return undefined;
        if (nameOf(error) !== 'ConditionalRequestConflict') throw storeError(error);
        conflict = error;
      }
    }
    throw storeError(conflict);
  };

  return markedStates({ find, put });
};

/** The object is another one, or none any more. */
const changedNames: ReadonlySet<string> = new Set(['PreconditionFailed', 'NoSuchKey']);

const missing = () =>
  new PlatformError('state-missing', 'there is no bucket for the state of this source: deploy the gateway again');

const signIn = 'there are no AWS credentials that are valid: sign in, or set AWS_PROFILE';

/** Errors of GetObject and PutObject (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  AccessDenied: [
    'state-denied',
    "the state's bucket may not be read or written: grant s3:GetObject and s3:PutObject on its objects, and s3:ListBucket on itself",
  ],
  ConditionalRequestConflict: ['state-unreachable', 'too many write the same state at a time: try again'],
  CredentialsProviderError: ['state-denied', signIn],
  ExpiredToken: ['state-denied', signIn],
  InvalidAccessKeyId: ['state-denied', signIn],
  PermanentRedirect: ['state-unreachable', "the state's bucket is in another region: set AWS_REGION to it"],
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

const storeError = (error: unknown): PlatformError => {
  if (error instanceof PlatformError) return error;
  const name = nameOf(error);
  if (name === 'NoSuchBucket') return missing();
  const [code, sentence] = causes[name] ?? ['state-unreachable', 'Amazon S3 can not be reached, or failed'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
