import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentCommand } from '../../../bin/commands/agent.ts';
import { exitCode } from '../../../bin/exit-code.ts';
import { revokeAgent } from '../../../lambda/relay/registry/end-agent.ts';
import { inProcess } from '../../bin/in-process.ts';
import { type Running, running } from '../../bin/sallyport.ts';
import { enrolled } from '../../lambda/relay/agent/support/test-agent.ts';
import { startTestGate, type TestGate } from '../../lambda/relay/agent/support/test-gate.ts';

let gate: TestGate;
let folder: string;
beforeEach(async () => {
  gate = await startTestGate();
  folder = await enrolled(gate, 'berlin');
  writeFileSync(join(gate.directory, 'agent.yaml'), 'allow: []\nhealth: { port: 0 }\n');
});
afterEach(() => gate[Symbol.asyncDispose]());

const password = 'CANARY-of-the-proxy';
const run = (...more: readonly string[]): Running =>
  running(
    [
      'agent',
      'run',
      '--folder',
      folder,
      '--config',
      join(gate.directory, 'agent.yaml'),
      '--ca',
      gate.authorityFile,
      ...more,
    ],
    { environment: { HTTPS_PROXY: gate.proxy.url.replace('//', `//agent:${password}@`) } },
  );
const status = async () => (await inProcess(agentCommand, ['agent', 'status', '--folder', folder])).stdout;

describe('the process of an agent', () => {
  test('that is there before its network waits for it, and writes what it says to a file too, and no password anywhere', async () => {
    gate.proxy.mode = 'reset';
    const file = join(gate.directory, 'agent.log');
    await using agent = run('--log-file', file);
    await agent.until(/"event":"gate\.unreachable"/);
    await expect.poll(status, { timeout: 5_000 }).toMatch(/\nstate +the gate can not be reached\n/);
    gate.proxy.mode = 'open';
    await agent.until(/"event":"agent\.connected"/);
    await agent.until(/"event":"gate\.reached"/);
    agent.signal('SIGTERM');
    expect(await agent.code).toBe(exitCode.ok);
    const logged = readFileSync(file, 'utf8');
    expect(agent.said).toBe(logged);
    expect(logged).not.toContain(password);
    expect(gate.proxy.authorizations.at(-1)).toBe(`Basic ${btoa(`agent:${password}`)}`);
  });

  test('that was killed is told from one that runs, and the next one goes on', async () => {
    const killed = run();
    await killed.until(/"event":"agent\.connected"/);
    await expect.poll(status, { timeout: 5_000 }).toMatch(/\nstate +connected\n/);
    killed.signal('SIGKILL');
    await killed.code;
    expect(await status()).toMatch(/\nstate +not running; last heard of it /);
    await using next = run();
    await next.until(/"event":"agent\.connected"/);
    await expect.poll(status, { timeout: 5_000 }).toMatch(/\nstate +connected\n/);
  });

  test('ends when another one is started with its identity, with a code of its own', async () => {
    await using older = run();
    await older.until(/"event":"agent\.connected"/);
    await using newer = run();
    await newer.until(/"event":"agent\.connected"/);
    expect(await older.code).toBe(exitCode.replaced);
    expect(older.said).toContain('is it started twice, or its folder copied to another machine?');
    await expect.poll(status, { timeout: 5_000 }).toMatch(/\nstate +connected\n/);
  }, 40_000);

  test('that was revoked is not started again in silence: its status says why', async () => {
    await revokeAgent(gate.places.registry, 'berlin', Date.now());
    await using agent = run();
    expect(await agent.code).toBe(exitCode.revoked);
    expect(await status()).toMatch(/\nproblem +this agent was revoked/);
  });

  test('that is told twice to end does not wait for anything', async () => {
    gate.proxy.mode = 'hang';
    await using agent = run();
    await expect.poll(status, { timeout: 5_000 }).toMatch(/\nstate +connecting\n/);
    agent.signal('SIGTERM');
    await agent.until(/"event":"agent\.draining"/);
    agent.signal('SIGTERM');
    expect(await agent.code).toBe(exitCode.terminated);
  });
});
