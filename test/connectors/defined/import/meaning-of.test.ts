import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../../../connectors/defined/import/meaning-of.ts';
import type { AnswerRule } from '../../../../connectors/definition/definition.ts';

const meaning = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  rules: readonly AnswerRule[] = [],
  body?: unknown,
) => meaningOf(rules, { status, headers: new Headers(headers) }, body);

describe('without a rule, an answer means what its status says', () => {
  test.each([
    [200, undefined],
    [201, undefined],
    [204, 'absent'],
    [302, 'failed'],
    [400, 'failed'],
    [401, 'credentials-refused'],
    [403, 'access-denied'],
    [404, 'failed'],
    [429, 'throttled'],
    [500, 'failed'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
  ])('%i: %s', (status, means) => expect(meaning(status)).toBe(means));

  test('a denial that says when to come back passes', () => {
    expect(meaning(403, { 'retry-after': '60' })).toBe('throttled');
    expect(meaning(401, { 'retry-after': '60' })).toBe('credentials-refused');
  });
});

describe('the first rule that fits counts', () => {
  const rules: readonly AnswerRule[] = [
    { status: 403, header: 'x-remaining', in: [0], means: 'throttled' },
    { status: 403, column: '/error/code', in: ['gone'], means: 'absent' },
    { status: 404, means: 'absent' },
    { status: 200, column: 'ok', in: [false], means: 'failed' },
  ];

  test.each([
    [403, { 'x-remaining': '0' }, {}, 'throttled'],
    [403, { 'x-remaining': '00' }, {}, 'access-denied'],
    [403, {}, { error: { code: 'gone' } }, 'absent'],
    [403, { 'x-remaining': '0' }, { error: { code: 'gone' } }, 'throttled'],
    [403, {}, undefined, 'access-denied'],
    [404, {}, undefined, 'absent'],
    [200, {}, { ok: false }, 'failed'],
    [200, {}, { ok: true }, undefined],
    [200, {}, [], undefined],
  ])('%i %o %o: %s', (status, headers, body, means) => expect(meaning(status, headers, rules, body)).toBe(means));
});
