import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { awsQueue } from '../../../lambda/platform/aws/aws-queue.ts';
import { failureOf } from '../support/failure-of.ts';
import { type AwsStandIn, startAws } from './aws-stand-in.ts';

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await startAws();
  // Nothing of this machine's own accounts may be used.
  for (const [name, value] of Object.entries({ ...aws.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const refusal = (name: string, status = 400) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${name}`, message: 'canary message' }),
});

test.each([
  ['QueueDoesNotExist', 'queue-missing', /deploy the gateway again/],
  ['AccessDeniedException', 'queue-denied', /sqs:SendMessage/],
  ['KmsAccessDenied', 'queue-denied', /kms:Decrypt and GenerateDataKey/],
  ['ExpiredToken', 'queue-denied', /sign in/],
  ['InternalFailure', 'queue-unreachable', /try again/],
])('a queue of SQS that answers with %s is a coded error', async (name, code, says) => {
  aws.answer(() => refusal(name));
  const queue = awsQueue(`${aws.environment['AWS_ENDPOINT_URL']}/111122223333/acme-dead-letters`);
  for (const failure of await Promise.all(
    [queue.send('canary text'), queue.receive({ maximum: 1, waitSeconds: 0 })].map(failureOf),
  )) {
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says), detail: { cause: name } });
    expect(String(failure)).not.toMatch(/canary/);
  }
  expect(aws.calls.map(({ target }) => target).sort()).toEqual(['AmazonSQS.ReceiveMessage', 'AmazonSQS.SendMessage']);
});
