import { describe, expect, test } from 'vitest';
import { evaluateCel } from './cel.ts';

const arn = 'arn:aws:sts::111122223333:assumed-role/tenant-acme/acme-7f3c';
const variables = { assertion: { arn, sub: "it's a \\ text", tid: 'a', oid: 'b', number: 7 } };

describe('what ours are written with', () => {
  test.each([
    [`assertion.arn == '${arn}'`, true],
    ["assertion.tid == 'a' && assertion.oid == 'b'", true],
    ["assertion.tid == 'a' && assertion.oid == 'c'", false],
    ["assertion.tid == 'x' && assertion.oid == 'b'", false],
    ["assertion.sub == 'it\\'s a \\\\ text'", true],
    ['assertion.tid', 'a'],
    ["assertion.arn.extract('assumed-role/tenant-acme/{session}')", 'acme-7f3c'],
    ["assertion.arn.extract('assumed-role/{role}/')", 'tenant-acme'],
    ["assertion.arn.extract('assumed-role/tenant-other/{session}')", ''],
  ])('%s', (expression, result) => {
    expect(evaluateCel(expression, variables)).toBe(result);
  });
});

test.each([
  '',
  'true',
  "assertion.arn != 'a'",
  "assertion.tid == 'a' || assertion.oid == 'b'",
  "assertion.tid.startsWith('a')",
  "assertion.missing == 'a'",
  'assertion.number == 7',
  "attribute.x == 'a'",
  "assertion.tid == 'a' assertion.oid",
  "assertion.tid == 'a",
  "assertion.tid && assertion.oid == 'b'",
  "assertion.tid == '\\x41'",
])('%s is nothing to guess at', (expression) => {
  expect(() => evaluateCel(expression, variables)).toThrow();
});
