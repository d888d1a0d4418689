import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleHandler, writeHandler } from '../../../../stacks/bundle.ts';
import { newRequest } from './requests.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'authority-bundled-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('certificates are issued by the handler as it is bundled: its library is found by what it loads, in order', async () => {
  writeHandler(bundleHandler('server', join(import.meta.dirname, 'bundled-authority.ts')), directory);
  const { request } = await newRequest();
  const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'gateway.mjs'), request]);
  expect(stdout).toMatch(/^-----BEGIN CERTIFICATE-----/);
});
