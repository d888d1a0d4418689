import { expect, test } from 'vitest';
import { failedSource } from '../../bin/commands/failed-source.ts';

test('ends the sentence once', () => {
  expect(failedSource('hr', 'secret-denied: Ask.')).toBe(
    '  hr failed: secret-denied: Ask. See: sallyport secrets check hr',
  );
});

test.each([
  ['credentials-refused: The gateway …', true],
  ['credentials-missing: the credentials … (reference x)', true],
  ['credentials-unreachable: What the gateway …', true],
  ['identity-missing: The gateway …', true],
  ['secret-denied: The gateway …', true],
  ['certificate-unusable: The gateway …', true],
  ['source-unauthorized: The source …', true],
  ['source-not-found: The source …', false],
  ['no endpoint can be called without knowing more', false],
])('of %s, whoever started it is told what looks closer: %s', (error, isTold) => {
  expect(failedSource('hr', error)).toBe(`  hr failed: ${error}${isTold ? '. See: sallyport secrets check hr' : ''}`);
});
