import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsWake } from '../../../lambda/platform/aws/aws-wake.ts';
import { failureOf } from '../support/failure-of.ts';
import { type AwsStandIn, startAws } from './aws-stand-in.ts';

const name = 'acme-bi-users';
let aws: AwsStandIn;
beforeEach(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries({ ...aws.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const refusal = (error: string, status: number) => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': error },
  body: JSON.stringify({ Type: 'User', Message: 'CANARY message' }),
});

describe('a function that wakes itself up', () => {
  test('is invoked with the event of the schedule, and nobody waits for it', async () => {
    aws.answer(() => ({ status: 202, body: '' }));
    const wake = awsWake({ name });
    await Promise.all([wake(), wake()]);
    expect(aws.calls).toHaveLength(2);
    const [{ method, path, body, invocation } = {}] = aws.calls;
    expect({ method, path, body: JSON.parse(body!), invocation }).toEqual({
      method: 'POST',
      path: `/2015-03-31/functions/${name}/invocations`,
      body: { job: 'resume' },
      invocation: 'Event',
    });
  });

  test.each([
    ['ResourceNotFoundException', 404, 'wake-missing', /deploy the gateway again/],
    ['AccessDeniedException', 403, 'wake-denied', /lambda:InvokeFunction/],
    ['ExpiredTokenException', 403, 'wake-denied', /sign in again/],
    ['RecursiveInvocationException', 400, 'wake-denied', /RecursiveLoop/],
    ['TooManyRequestsException', 429, 'wake-unreachable', /try again/],
    ['ServiceException', 500, 'wake-unreachable', /try again/],
  ])('tells of %s by a code', async (error, status, code, says) => {
    aws.answer(() => refusal(error, status));
    const failure = await failureOf(awsWake({ name })());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says), detail: { cause: error } });
    expect(String(failure)).not.toMatch(/CANARY/);
  });

  test('is none where there is no name, and nothing is asked', async () => {
    expect(await failureOf(awsWake({ name: undefined })())).toMatchObject({ code: 'wake-missing' });
    expect(aws.calls).toEqual([]);
  });
});
