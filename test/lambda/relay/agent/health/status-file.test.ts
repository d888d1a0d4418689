import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { agentMonitor } from '../../../../../lambda/relay/agent/health/agent-monitor.ts';
import { readStatus, statusFile } from '../../../../../lambda/relay/agent/health/status-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-status-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that began at a time, and what it writes. */
const begun = (process: number, startedAt: number) => {
  const file = statusFile(folder, (error) => {
    throw error;
  });
  const monitor = agentMonitor({
    ...{ agent: 'berlin', gateway: 'acme', version: '1.2.3', process, capacity: 4, certificateEndsAt: 0 },
    now: () => startedAt,
    running: () => 0,
    changed: file.write,
  });
  return async (state: 'connected' | 'ended'): Promise<unknown> => {
    monitor.report({ state });
    await file.flush();
    const { process: said, state: last } = (await readStatus(folder))!;
    return [said, last];
  };
};

test('a process that another one has replaced leaves its word alone', async () => {
  const older = begun(7, 1_000);
  const newer = begun(8, 2_000);
  expect(await older('connected')).toEqual([7, 'connected']);
  expect(await newer('connected')).toEqual([8, 'connected']);
  expect(await older('ended')).toEqual([8, 'connected']);
  expect(await newer('ended')).toEqual([8, 'ended']);
});

test('one that began by a clock that was set back is heard', async () => {
  await begun(7, 9_000)('connected');
  const newer = begun(8, 2_000);
  expect(await newer('connected')).toEqual([8, 'connected']);
  expect(await newer('ended')).toEqual([8, 'ended']);
});
