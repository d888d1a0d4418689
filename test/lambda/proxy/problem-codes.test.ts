import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SourceError, type SourceErrorCode } from '../../../connectors/source-error.ts';
import { PlatformError, type PlatformErrorCode } from '../../../lambda/platform/platform-error.ts';
import { sourceProblemCode } from '../../../lambda/proxy/answer/source-problem.ts';
import { failureOf } from '../../../lambda/proxy/failed-answer.ts';
import { ProxyFailed, type ProxyFailureCode } from '../../../lambda/proxy/proxy-failed.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs/proxy.md'), 'utf8');
const [, bySource = '', byGate = '', byWhatIsMissing = ''] = page.split('\n### ');

/** The rows of the table in a part of the page: code, status, and more. */
const rowsOf = (part: string): readonly (readonly [string, string])[] =>
  Array.from(part.matchAll(/^\| `([\w-]+)` \| ([^|]+)/gm), ([, code, status]) => [code!, status!.trim()]);

test('every failure is on the page, with its status', () => {
  const source = readFileSync(join(root, 'lambda/proxy/proxy-failed.ts'), 'utf8');
  const codes = Array.from(source.matchAll(/^ {2}'([\w-]+)': \{/gm), ([, code]) => code as ProxyFailureCode);
  expect(codes.length).toBeGreaterThan(10);
  expect(rowsOf(byGate)).toEqual(codes.map((code) => [code, String(new ProxyFailed(code).status)]));
});

test('every error of a source is on the page, with the statuses that it stands for', () => {
  const rows = rowsOf(bySource);
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
  expect(rows.map(([code]) => code).sort()).toEqual([...new Set(statuses.map(sourceProblemCode))].sort());
  for (const [code, text] of rows)
    for (const [status] of text.matchAll(/\b[45]\d\d\b/g))
      expect([status, sourceProblemCode(Number(status))]).toEqual([status, code]);
  const named = new Set(Array.from(bySource.matchAll(/\b[45]\d\d\b/g), ([status]) => status));
  const others = statuses.filter((status) => !named.has(String(status)));
  expect(new Set(others.map(sourceProblemCode))).toEqual(new Set(['source-refused', 'source-failed']));
});

test('what the gateway itself lacks is on the page, with the statuses that it has', () => {
  const rows = Array.from(byWhatIsMissing.matchAll(/^\| (`[^|]+) \| (\d{3}) \|/gm), ([, codes, status]) =>
    Array.from(codes!.matchAll(/`([a-z-]+[a-z])`/g), ([, code]) => [code!, Number(status)] as const),
  );
  expect(rows.flat().length).toBe(7);
  for (const [code, status] of rows.flat()) {
    const error = code.startsWith('credentials-')
      ? new SourceError(code as SourceErrorCode, '')
      : new PlatformError(code as PlatformErrorCode, '');
    expect([code, failureOf(error).status]).toEqual([code, status]);
  }
  expect(failureOf(new PlatformError('identity-denied', '')).status).toBe(502);
  const resting = new SourceError('credentials-unreachable', '', { detail: { retryAfter: 4_000 } });
  expect(failureOf(resting)).toMatchObject({ status: 503, retryAfter: 4_000 });
});
