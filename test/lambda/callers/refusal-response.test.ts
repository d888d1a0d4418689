import { describe, expect, test } from 'vitest';
import { CallerRefused } from '../../../lambda/callers/caller-refused.ts';
import { refusalResponse } from '../../../lambda/callers/refusal-response.ts';

const secret = new Error('canary-in-the-cause');

describe('a refusal as an answer', () => {
  test('is a problem document', async () => {
    const refused = new CallerRefused('claim-missing', 'canary-in-the-reason', { cause: secret });
    const response = refusalResponse(refused, '01JD9X');
    expect(response.status).toBe(401);
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer error="invalid_token"',
    });
    expect(await response.json()).toEqual({
      status: 401,
      detail: 'Get a token that carries every claim that this source requires.',
      code: 'claim-missing',
      reference: '01JD9X',
    });
  });

  test.each(['token-missing', 'scheme-unsupported'] as const)('has no error code for %s (RFC 6750 §3.1)', (code) => {
    const response = refusalResponse(new CallerRefused(code, 'why'), '1');
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="sallyport"');
  });

  test('says when to try again, in whole seconds, and does not ask for credentials', async () => {
    const refused = new CallerRefused('issuer-unavailable', 'why', { retryAfter: 5, cause: secret });
    const response = refusalResponse(refused, '1');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.has('www-authenticate')).toBe(false);
    expect(await response.json()).toMatchObject({ status: 503, code: 'issuer-unavailable' });
  });

  test('is 403 without a challenge where a token would not help', () => {
    const response = refusalResponse(new CallerRefused('principal-refused', 'why'), '1');
    expect(response.status).toBe(403);
    expect(response.headers.has('www-authenticate')).toBe(false);
  });
});

test('a refusal keeps its reason and its cause for the log', () => {
  const refused = new CallerRefused('key-unknown', 'no such key', { cause: secret });
  expect(refused).toMatchObject({ name: 'CallerRefused', code: 'key-unknown', status: 401, reason: 'no such key' });
  expect(refused.message).toBe('key-unknown: no such key');
  expect(refused.cause).toBe(secret);
  expect(refused.retryAfter).toBeUndefined();
});
