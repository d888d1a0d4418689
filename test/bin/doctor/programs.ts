import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';

/**
 * The vendors' command lines of a test, which are all of PATH.
 *
 * @returns writes one of them
 */
export const programs = (): ((name: string, script: string) => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-programs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    vi.stubEnv('PATH', folder);
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });
  return (name, script) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
};
