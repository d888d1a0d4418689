import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { AwsRelay } from '../../config/config.ts';
import { core } from './cdk.ts';
import type { RelayKeys } from './relay-keys.ts';
import type { SlotQueue } from './relay-queues.ts';

/** What a relay is made of, for those that reach it. */
export interface RelayReach {
  readonly bucket: Bucket;
  /** That of slot 1 first. */
  readonly queues: readonly SlotQueue[];
  readonly keys: RelayKeys;
}

/** What the relay's function alone is told. */
export type RelayOnly = Pick<AwsRelay, 'authority' | 'agentRole'>;

/** Where the relay is, for the environment of a function: the text of `SALLYPORT_RELAY`. */
export const relayPlacesText = (
  scope: Construct,
  { bucket, queues, keys }: RelayReach,
  only: RelayOnly = {},
): string => {
  const stack = core.Stack.of(scope);
  const places: AwsRelay = {
    host: 'aws',
    region: stack.region,
    bucket: bucket.bucketName,
    queueUrls: queues.map(({ url }) => url),
    gateKey: keys.gateKeyArn,
    ...only,
  };
  return stack.toJsonString(places);
};
