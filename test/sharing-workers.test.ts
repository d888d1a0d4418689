import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharingWorkers } from './sharing-workers.ts';

/** What a file would leave to the next one in its worker, or find there of the one before. A quiet console harms nobody. */
const ofTheProcess =
  /vi\.(?:stub|mock\(|doMock|useFakeTimers|setSystemTime|spyOn\((?!console))|process\.(?:chdir|umask|exitCode =(?!=)|memoryUsage|on(?:ce)?\()|process\.env(?:\.\w+|\['\w+'\]) =|^\s*globalThis\.\w+ =|Object\.assign\(globalThis|setDefaultCACertificates\(/m;

describe('tests that share a worker', () => {
  test('are most of them', () => {
    expect(sharingWorkers.length).toBeGreaterThan(100);
  });

  test.each(sharingWorkers)('%s changes nothing of the process', (file) => {
    expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).not.toMatch(ofTheProcess);
  });
});
