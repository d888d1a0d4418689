import { describe, expect, test } from 'vitest';
import { gcpWake } from '../../../../lambda/platform/gcp/gcp-wake.ts';
import { failureOf } from '../../support/failure-of.ts';
import { type Cloud, newCloud, unavailable } from './cloud.ts';

const job = 'projects/acme-gateway/locations/europe-west1/jobs/acme-bi-users-resume';

const withJob = (options: Parameters<typeof newCloud>[0] = {}): Cloud => {
  const cloud = newCloud(options);
  cloud.scheduler.jobs.set(job, async () => undefined);
  return cloud;
};

describe('a job of Cloud Scheduler that is run by hand', () => {
  test('begins, and nobody waits for its end', async () => {
    const cloud = newCloud();
    cloud.scheduler.jobs.set(job, () => new Promise(() => undefined));
    await gcpWake(cloud.client, job)();
    expect(cloud.scheduler.runs).toEqual([job]);
    expect(cloud.calls).toEqual([`POST https://cloudscheduler.googleapis.com/v1/${job}:run`]);
  });

  test('is asked for again when Google fails in passing', async () => {
    const cloud = withJob();
    cloud.mishaps.push(unavailable(), unavailable(429));
    await gcpWake(cloud.client, job)();
    expect(cloud.scheduler.runs).toEqual([job]);
    cloud.mishaps.push(unavailable(), unavailable(), unavailable());
    expect(await failureOf(gcpWake(cloud.client, job)())).toMatchObject({ code: 'wake-unreachable' });
  });

  test.each([
    [
      'no right',
      { may: (_: string, right: string) => right !== 'cloudscheduler.jobs.run' },
      job,
      'wake-denied',
      /jobs\.run/,
    ],
    ['another sign-in', { token: 'CANARY-other' }, job, 'wake-denied', /sign in again/],
    ['another job', {}, `${job}-2`, 'wake-missing', /deploy the gateway again/],
    ['no job', {}, undefined, 'wake-missing', /deploy the gateway again/],
    ['what is no job', {}, `${job}:pause?`, 'wake-missing', /deploy the gateway again/],
  ] as const)('with %s is a coded error', async (_what, options, name, code, says) => {
    const cloud = withJob(options);
    const failure = await failureOf(gcpWake(cloud.client, name)());
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(String(failure)).not.toMatch(/CANARY/);
    expect(cloud.scheduler.runs).toEqual([]);
  });

  test('of an API that is not enabled is an error that says so', async () => {
    const cloud = withJob();
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED' }];
    cloud.mishaps.push(Response.json({ error: { status: 'PERMISSION_DENIED', details } }, { status: 403 }));
    expect(await failureOf(gcpWake(cloud.client, job)())).toMatchObject({
      code: 'wake-denied',
      message: expect.stringContaining('enable cloudscheduler.googleapis.com'),
    });
  });
});
