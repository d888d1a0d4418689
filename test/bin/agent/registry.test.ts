import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentCommand } from '../../../bin/commands/agent.ts';
import { exitCode } from '../../../bin/exit-code.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { type LocalHost, startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { inProcess } from '../in-process.ts';
import { people, type Workspace, workspace } from '../workspace.ts';

let place: Workspace;
let directory: string;
let written: string;
let config: string;
let host: LocalHost;
beforeEach(async () => {
  place = workspace(people);
  ({ directory, config } = place);
  written = readFileSync(config, 'utf8');
  writeFileSync(config, `${written}\nrelay: { agents: { maximum: 2 } }\n`);
  const log = jsonLog(() => undefined, Date.now);
  host = await startLocalHost({ config: loadConfig(config, connectors), directory, port: 0, log, environment: {} });
});
afterEach(async () => {
  await host.stop(0);
  place[Symbol.dispose]();
});

const agent = (...args: string[]) => inProcess(agentCommand, ['agent', ...args]);
const administered = (...args: string[]) => agent(...args, '--config', config, '--host', 'local');
const issue = (...more: string[]) => administered('code', 'berlin', '--gateway', host.relayUrl!, ...more);

describe('the administrator of a gateway', () => {
  test('issues a code, sees the agent that was enrolled with it, revokes it and removes it', async () => {
    expect((await administered('list')).stdout).toContain('No agent is enrolled at gateway acme on this machine');
    const issued = await issue();
    expect(issued).toMatchObject({ code: 0, stdout: expect.stringMatching(/^berlin\.[\w-]{22}\.[\w-]{43}\n$/) });
    expect(issued.stderr).toContain(`sallyport agent enroll --gateway ${host.relayUrl}`);
    const enroll = [
      'agent',
      'enroll',
      '--gateway',
      host.relayUrl!,
      '--folder',
      join(directory, 'agent'),
      '--code',
      '-',
    ];
    expect(await inProcess(agentCommand, enroll, { input: issued.stdout })).toMatchObject({ code: 0, stderr: '' });
    expect((await administered('list')).stdout).toMatch(/\n {2}berlin +silent +never +- +- +\S+Z +administrator\n$/);

    expect(await administered('revoke', 'berlin')).toMatchObject({ code: exitCode.usage, stdout: '' });
    expect((await administered('revoke', 'berlin', '--yes')).stdout).toBe('Agent berlin is revoked.\n');
    expect((await administered('list', '--json')).stdout).toContain('"state":"revoked"');
    expect((await administered('remove', 'berlin', '--yes')).stdout).toBe('Agent berlin is removed.\n');
    expect((await administered('list')).stdout).toContain('No agent is enrolled');
    expect(await administered('remove', 'berlin', '--yes')).toMatchObject({ code: exitCode.failed });
  });

  test('is told of agents whose places are gone', async () => {
    for (const name of ['berlin', 'paris']) {
      const { stdout: input } = await administered('code', name, '--gateway', host.relayUrl!);
      const folder = join(directory, name);
      const enroll = ['agent', 'enroll', '--gateway', host.relayUrl!, '--folder', folder, '--code', '-'];
      expect(await inProcess(agentCommand, enroll, { input })).toMatchObject({ code: 0 });
    }
    expect((await administered('list')).stdout).not.toContain('relay.agents.maximum');
    writeFileSync(config, `${written}\nrelay: { agents: { maximum: 1 } }\n`);
    const { stdout } = await administered('list');
    expect(stdout).toMatch(/\n {2}paris +slot-gone /);
    expect(stdout).toContain('has 1 place (relay.agents.maximum), and none for: paris (2).');
  });

  test('may let several in with one code', async () => {
    const { stdout } = await issue('--uses', '2', '--lifetime', '30m', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ agent: 'berlin', uses: 2, gateway: host.relayUrl });
    const left = JSON.parse(stdout).expiresAt - Date.now();
    expect(left).toBeGreaterThan(29 * 60_000);
    expect(left).toBeLessThanOrEqual(30 * 60_000);
  });

  test.each([
    [['--lifetime', '8d'], 'from a minute to 7 days'],
    [['--uses', '17'], 'from 1 to 16'],
    [['--gateway', 'http://relay.acme.example'], 'http:// is for a gate on this machine alone'],
  ])('is told what is wrong with %s', async (more, told) => {
    expect(await issue(...more)).toMatchObject({ code: exitCode.usage, stderr: expect.stringContaining(told) });
  });

  test('needs a relay in the configuration, and a name that an agent may have', async () => {
    expect((await agent('code', 'Berlin Office', '--host', 'local', '--config', config)).code).toBe(exitCode.usage);
    writeFileSync(config, written);
    expect((await administered('list')).stderr).toContain('has no relay');
  });
});

describe('a registrar', () => {
  test('must say who that is', async () => {
    const { code, stderr } = await agent('code', 'berlin', '--gateway', host.relayUrl!);
    expect([code, stderr]).toEqual([exitCode.usage, expect.stringContaining('--sign-in, or --registrar-token-file')]);
  });

  test('whom the gate does not know is refused', async () => {
    const file = join(directory, 'token');
    writeFileSync(file, 'no.token.here\n');
    const { code, stderr } = await agent('code', 'berlin', '--gateway', host.relayUrl!, '--registrar-token-file', file);
    expect([code, stderr]).toEqual([exitCode.failed, expect.stringContaining('(registrar-refused)')]);
  });
});
