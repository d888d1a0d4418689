import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsQueue } from '../../../lambda/platform/aws/aws-queue.ts';
import { queueLaws } from '../../lambda/platform/queue-laws.ts';
import { failureOf } from '../../lambda/support/failure-of.ts';
import { type Moto, startMoto } from './moto.ts';

/** A queue of SQS, as moto plays it. */
describe('a queue in AWS', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    for (const [name, value] of Object.entries(moto.environment)) vi.stubEnv(name, value);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    moto?.stop();
  });

  const newQueue = async (): Promise<string> => {
    const body = new URLSearchParams({ Action: 'CreateQueue', QueueName: randomUUID(), Version: '2012-11-05' });
    const answer = await (await moto.call('sqs', '/', { method: 'POST', body })).text();
    return /<QueueUrl>(.*?)<\/QueueUrl>/.exec(answer)![1]!;
  };

  queueLaws(
    async () => {
      const url = await newQueue();
      return [awsQueue(url), awsQueue(url)];
    },
    { mayRepeat: true },
  );

  test('is missing where the deployment made none', async () => {
    const queue = awsQueue(`${await newQueue()}-never`);
    for (const failure of await Promise.all(
      [queue.send('CANARY text'), queue.receive({ maximum: 1, waitSeconds: 0 })].map(failureOf),
    )) {
      expect(failure).toMatchObject({
        code: 'queue-missing',
        message: expect.stringMatching(/deploy the gateway again/),
      });
      expect(String(failure)).not.toMatch(/CANARY/);
    }
  });
});
