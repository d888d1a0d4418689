import { expect, test } from 'vitest';
import { type Called, callSummary } from '../../bin/commands/first-calls.ts';

test.each([
  ['credentials-refused: The gateway …', true],
  ['credentials-unreachable: What the gateway …', true],
  ['identity-missing: The gateway …', true],
  ['secret-denied: The gateway …', true],
  ['certificate-unusable: The gateway …', true],
  ['source-unauthorized: The source …', true],
  ['source-not-found: The source …', false],
  ['no endpoint can be called without knowing more', false],
])('of %s, whoever started it is told what looks closer: %s', (error, isTold) => {
  const called: Called = { source: 'hr', path: '/people', seconds: 0, status: 502, error };
  const [line] = callSummary([called, { ...called, source: 'it', error: '' }])
    .split('\n')
    .slice(-1);
  expect(line).toBe(`  hr failed: ${error}${isTold ? ' See: sallyport secrets check hr' : ''}`);
});
