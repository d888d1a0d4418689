import { describe, expect, test } from 'vitest';
import { doctorCommand } from '../../../bin/commands/doctor.ts';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { inProcess } from '../in-process.ts';
import { doctorWorkspace } from './workspace.ts';

const log = jsonLog(() => undefined, Date.now);

const linesOf = async (args: readonly string[]) => {
  const { code, stdout } = await inProcess(doctorCommand, ['doctor', 'desks', '--host', 'local', '--json', ...args]);
  const [{ lines }] = JSON.parse(stdout) as [Diagnosis];
  return { code, lines: Object.fromEntries(lines.map(({ what, state }) => [what, state])) };
};

describe('the gateway on this machine', { timeout: 30_000 }, () => {
  test('is well while it is served', async () => {
    using place = doctorWorkspace({ deploy: ['aws'] });
    const { directory, config } = place;
    const host = await startLocalHost({
      config: loadConfig(config, connectors),
      directory,
      port: 0,
      log,
      environment: {},
    });
    const { code, lines } = await linesOf(['--config', config, '--port', String(host.port)]);
    await host.stop(0);
    expect({ code, failed: Object.keys(lines).filter((what) => lines[what] === 'failed') }).toEqual({
      code: 0,
      failed: [],
    });
    expect(lines).toMatchObject({ 'without a token': 'ok', 'with a wrong token': 'ok', health: 'ok', call: 'ok' });
    // Served no more, what can not be called fails.
    const gone = await linesOf(['--config', config, '--port', String(host.port)]);
    expect(gone.code).toBe(1);
    expect(gone.lines).toMatchObject({ 'without a token': 'failed', health: 'failed', call: 'ok' });
  });

  test.each([
    ['a source that is not there', ['nobody', '--host', 'local'], 2, /has no source nobody; it has desks, tickets/],
    ['a host that is not deployed to', ['--host', 'gcp'], 2, /does not deploy to gcp\. Write where under deploy\.gcp/],
  ])('and %s', async (_, args, code, says) => {
    using place = doctorWorkspace({ deploy: ['aws'] });
    const ended = await inProcess(doctorCommand, ['doctor', '--config', place.config, ...args]);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
  });
});
