import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { awsState } from '../../../lambda/platform/aws/aws-state.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { type S3Mishap, type S3StandIn, s3Bucket, startS3 } from './s3-stand-in.ts';
import { stateLaws } from './state-laws.ts';

let s3: S3StandIn;
beforeEach(async () => {
  s3 = await startS3();
  // Nothing of this machine's own accounts may be used.
  for (const [name, value] of Object.entries({ ...s3.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

const failureOf = async (promise: Promise<unknown>): Promise<PlatformError> => {
  const failure = await promise.then(
    () => expect.fail('it went well'),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(PlatformError);
  expect((failure as Error).message).not.toMatch(/canary|acme/);
  return failure as PlatformError;
};

const open = () => awsState({ bucket: s3Bucket });

describe('the state store in S3', () => {
  stateLaws(() => {
    s3.objects.clear();
    return open();
  });

  test('asks for what it needs, each time anew', async () => {
    const store = open();
    const version = await store.write('tokens/oauth', 'one', undefined);
    await store.read('tokens/oauth');
    await store.read('tokens/oauth');
    await store.write('tokens/oauth', 'two', version);
    expect(s3.calls).toEqual(['PUT tokens/oauth', 'GET tokens/oauth', 'GET tokens/oauth', 'PUT tokens/oauth']);
  });

  test('knows its own write when the answer to it was lost', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '3');
    const store = open();
    s3.mishaps.push('lost');
    const version = await store.write('a', 'one', undefined);
    expect(await store.read('a')).toEqual({ text: 'one', version });
    s3.mishaps.push('lost');
    const next = await store.write('a', 'one', version);
    expect(await store.read('a')).toEqual({ text: 'one', version: next });
    expect(s3.calls.slice(0, 3)).toEqual(['PUT a', 'PUT a', 'GET a']);
  });

  test('does not take the write of another for its own, even of the same text', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '3');
    const overtakenBy = JSON.stringify({ mark: 'another', text: 'one' });
    s3.mishaps.push({ error: 'InternalError', status: 500 }, { overtakenBy });
    expect(await open().write('a', 'one', undefined)).toBeUndefined();
    expect(s3.objects.get('a')?.body).toBe(overtakenBy);
  });

  test('does not say that another was faster before S3 says so', async () => {
    const store = open();
    const conflict: S3Mishap = { error: 'ConditionalRequestConflict', status: 409 };
    s3.mishaps.push(conflict, conflict);
    const version = await store.write('a', 'one', undefined);
    expect(version).toEqual(expect.any(String));
    s3.mishaps.push(conflict, { overtakenBy: JSON.stringify({ mark: 'another', text: 'two' }) });
    expect(await store.write('a', 'three', version)).toBeUndefined();
    s3.mishaps.push(...Array<S3Mishap>(4).fill(conflict));
    expect(await failureOf(store.write('b', 'one', undefined))).toMatchObject({
      code: 'state-unreachable',
      message: expect.stringMatching(/try again/),
    });
  });

  test('takes an object that was removed for one that changed', async () => {
    const store = open();
    const version = await store.write('a', 'one', undefined);
    s3.objects.clear();
    expect(await store.write('a', 'two', version)).toBeUndefined();
    expect(await store.read('a')).toBeUndefined();
  });

  test('gives up on an answer that does not come', async () => {
    const store = open();
    await store.write('a', 'one', undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    s3.mishaps.push('silent');
    const failure = failureOf(store.read('a'));
    while (s3.calls.length < 2) await setImmediate();
    vi.advanceTimersByTime(5_000);
    expect(await failure).toMatchObject({ code: 'state-unreachable', detail: { cause: 'TimeoutError' } });
  });

  test.each([
    ['no access', { error: 'AccessDenied', status: 403 }, 'state-denied', /s3:GetObject and s3:PutObject/],
    ['a token that ended', { error: 'ExpiredToken', status: 400 }, 'state-denied', /sign in/],
    ['another region', { error: 'PermanentRedirect', status: 301 }, 'state-unreachable', /AWS_REGION/],
    ['a failure', { error: 'InternalError', status: 500 }, 'state-unreachable', /can not be reached, or failed/],
    ['throttling', { error: 'SlowDown', status: 503 }, 'state-unreachable', /or failed/],
  ] as const)('with %s is a coded error', async (_, mishap, code, says) => {
    for (const act of [() => open().read('a'), () => open().write('a', 'canary', undefined)]) {
      s3.mishaps.push(mishap);
      const failure = await failureOf(act());
      expect(failure).toMatchObject({
        code,
        message: expect.stringMatching(says),
        detail: { cause: mishap.error },
      });
    }
  });

  test.each(['canary', '{"text":"canary"}', '{"mark":1,"text":"canary"}', '"canary"', 'null'])(
    'says that an object is not its own: %s',
    async (body) => {
      s3.objects.set('a', { body, etag: '"tag"' });
      expect(await failureOf(open().read('a'))).toMatchObject({
        code: 'state-invalid',
        message: expect.stringMatching(/delete it/),
      });
    },
  );

  test('that nobody reaches is a coded error', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    expect(await failureOf(open().read('a'))).toMatchObject({ code: 'state-unreachable' });
  });

  test('that the deployment did not make is a coded error', async () => {
    for (const bucket of [undefined, '', 'another-bucket']) {
      for (const act of [
        () => awsState({ bucket }).read('a'),
        () => awsState({ bucket }).write('a', 'canary', undefined),
      ]) {
        expect(await failureOf(act())).toMatchObject({
          code: 'state-missing',
          message: expect.stringMatching(/deploy the gateway again/),
        });
      }
    }
  });
});
