import { describe, expect, test } from 'vitest';
import { verifyScheduler } from '../../../lambda/callers/verify-scheduler.ts';
import { jobCall } from '../../../lambda/hosts/job-call.ts';
import type { JobOutcome } from '../../../lambda/jobs/run-job.ts';
import type { SourceReport } from '../../../lambda/jobs/source-report.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { NOW, NOW_SECONDS, PUBLIC_URL } from '../callers/gate.ts';
import { compact, jwk, signingKey, standInIssuer } from '../callers/stand-in-issuer.ts';

const key = signingKey('one', 'RS256');
const google = standInIssuer('https://accounts.google.com', [jwk(key)], {
  jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
});
const scheduler = JSON.stringify({ issuer: google.name, audience: PUBLIC_URL, claims: { sub: '1042' } });
const claims = { iss: google.name, aud: PUBLIC_URL, sub: '1042', exp: NOW_SECONDS + 300 };
const signed = compact({ alg: 'RS256', kid: 'one' }, claims, key);
/** As Cloud Run hands on the token that it checked. */
const stripped = signed.replace(/[^.]*$/, 'SIGNATURE_REMOVED_BY_GOOGLE');

const never = new AbortController().signal;
const report: SourceReport = {
  at: '2026-11-22T01:00:00.000Z',
  version: '0.0.0',
  token: { ok: true },
  call: { ok: true },
  egress: [],
  outside: { host: 'example.com', open: false },
};

/** A service of the platform profile, in which Cloud Run checks every request. */
const service = (outcome: JobOutcome = 'done') => {
  const options = { fetch: google.fetch, now: () => NOW };
  const answer = jobCall({
    run: async () => outcome,
    report: async () => report,
    verify: verifyScheduler(scheduler, { ...options, checkedByPlatform: true }),
    verifyInFull: verifyScheduler(scheduler, { ...options, checkedByPlatform: false }),
    publicUrl: PUBLIC_URL,
    platform: {
      log: jsonLog(
        () => undefined,
        () => NOW,
      ),
    },
    audit: {},
  });
  return async (job: string, token: string, headers: Readonly<Record<string, string>> = {}) => {
    const init = { method: 'POST', headers: { authorization: `Bearer ${token}`, ...headers } };
    const response = await answer(new Request(PUBLIC_URL, init), `/.sallyport/jobs/${job}`, never);
    return response && { status: response.status, body: await response.json() };
  };
};

describe('a call of a job', () => {
  test.each([
    ['done', 200],
    ['not-due', 200],
    ['busy', 200],
    ['given-up', 200],
    ['failed', 503],
  ] as const)('that comes out as %s is answered with %i', async (outcome, status) => {
    expect(await service(outcome)('check', stripped)).toEqual({ status, body: { outcome } });
  });

  test('is nothing to whoever writes that the signature was checked, beside a token of his own', async () => {
    expect(await service()('check', stripped, { 'x-serverless-authorization': `Bearer ${signed}` })).toBeUndefined();
  });
});

describe('the report', () => {
  test('is for who shows the whole token, as in the header that Cloud Run checks', async () => {
    const headers = { 'x-serverless-authorization': `Bearer ${stripped}` };
    expect(await service()('report', signed, headers)).toEqual({ status: 200, body: report });
  });

  test('is not there for a token without its signature, which is enough to have what is due run', async () => {
    expect(await service()('report', stripped)).toBeUndefined();
  });
});
