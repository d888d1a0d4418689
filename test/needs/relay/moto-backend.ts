import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsRelay } from '../../../lambda/platform/aws/aws-relay.ts';
import { type Moto, region, startMoto } from '../moto/moto.ts';
import type { Backend, BackendRelay } from './backend.ts';
import { keyInMemory } from './key-in-memory.ts';

/** One process of moto answers one call at a time; relays take turns among so many. */
const motos = 3;

/** Relays on SQS and S3 as moto plays them. */
export const motoBackend = async (): Promise<Backend> => {
  const started = await Promise.all(Array.from({ length: motos }, startMoto));
  let turn = 0;
  // Clients read where to call when they are made: one relay makes all of its own before the next one's turn.
  let making: Promise<unknown> = Promise.resolve();
  return {
    name: 'SQS and S3',
    relay() {
      const moto = started[turn++ % motos]!;
      const made = making.then(() => relayAt(moto));
      making = made.catch(() => undefined);
      return made;
    },
    stop: async () => {
      for (const moto of started) moto.stop();
    },
  };
};

const relayAt = async (moto: Moto): Promise<BackendRelay> => {
  Object.assign(process.env, moto.environment);
  const s3 = new S3Client({ region, forcePathStyle: true });
  const sqs = new SQSClient({ region });
  const id = randomUUID();
  const bucket = `acme-relay-${id}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  const queueUrls: string[] = [];
  for (const slot of [1, 2]) {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `acme-relay-${slot}-${id}` }));
    queueUrls.push(QueueUrl!);
  }
  const places = awsRelay({ host: 'aws', region, bucket, queueUrls, gateKey: 'none' }, Date.now);
  await places.registry.read('slots');
  for (const slot of [1, 2]) {
    await places.mailbox(slot).list();
    await places.queue(slot).receive({ maximum: 1, waitSeconds: 0 });
  }
  return {
    places: { ...places, gateKey: keyInMemory() },
    access: (slot) => ({
      host: 'aws',
      region,
      queueUrl: queueUrls[slot - 1]!,
      bucket,
      prefix: `mailbox/${slot}/`,
      accessKeyId: 'testing',
      secretAccessKey: 'testing',
      sessionToken: 'testing',
      expiresAt: Number.MAX_SAFE_INTEGER,
    }),
    environment: moto.environment,
    stop: async () => undefined,
  };
};
