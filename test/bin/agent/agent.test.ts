import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentCommand } from '../../../bin/commands/agent.ts';
import { exitCode } from '../../../bin/exit-code.ts';
import { revokeAgent } from '../../../lambda/relay/registry/end-agent.ts';
import { startTestGate, type TestGate } from '../../lambda/relay/agent/support/test-gate.ts';
import { inProcess } from '../in-process.ts';
import { type Running, running, sallyport } from '../sallyport.ts';

let gate: TestGate;
let folder: string;
let policy: string;
beforeEach(async () => {
  gate = await startTestGate();
  folder = join(gate.directory, 'agent');
  policy = join(gate.directory, 'agent.yaml');
  writeFileSync(policy, 'allow: []\nhealth: { port: 0 }\n');
});
afterEach(() => gate[Symbol.asyncDispose]());

const outward = () => ['--ca', gate.authorityFile];
const environment = () => ({ HTTPS_PROXY: gate.proxy.url });

const enroll = async (code: string, more: readonly string[] = []) =>
  sallyport(['agent', 'enroll', '--gateway', gate.url, '--folder', folder, ...outward(), ...more], {
    environment: { ...environment(), SALLYPORT_CODE: code },
  });

const run = (): Running =>
  running(['agent', 'run', '--folder', folder, '--config', policy, ...outward()], { environment: environment() });

const check = () =>
  sallyport(['agent', 'check', '--folder', folder, '--config', policy, ...outward()], { environment: environment() });

const status = (...more: string[]) => inProcess(agentCommand, ['agent', 'status', '--folder', folder, ...more]);

describe('sallyport agent', () => {
  test('enrols, runs, says how it is, and stops when it is told to', async () => {
    const code = await gate.issue({ agent: 'berlin' });
    const enrolled = await enroll(code);
    expect(enrolled).toMatchObject({ code: 0, stderr: '' });
    expect(enrolled.stdout).toContain(`Agent berlin of gateway acme is enrolled in ${folder}.`);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'agent.key')).mode & 0o777).toBe(0o600);
    expect((await status()).stdout).toMatch(/\nstate +never run/);

    const checked = await check();
    expect(checked.stdout).toContain('certified by Acme private authority');
    expect(checked.stdout).toMatch(/^ok +proxy +127\.0\.0\.1:\d+ lets through to relay\.acme\.example:443$/m);
    for (const what of ['DNS', 'TLS', 'gate', 'signed call', 'clock', 'queue', 'mailbox']) {
      expect(checked.stdout).toMatch(new RegExp(`^ok +${what} `, 'm'));
    }
    expect(checked.code).toBe(0);

    await using agent = run();
    await agent.until(/"event":"agent\.connected"/);
    await expect.poll(async () => (await status()).stdout, { timeout: 5_000 }).toMatch(/\nstate +connected\n/);
    expect(await status('--json')).toMatchObject({ stdout: expect.stringContaining('"isRunning":true') });
    agent.signal('SIGTERM');
    expect(await agent.code).toBe(exitCode.ok);
    expect(agent.said).toContain('"event":"agent.ended","why":"drained"');
    expect(gate.calls.at(-1)!.call).toBe('POST /goodbye');
    expect((await status()).stdout).toMatch(/\nstate +not running; last heard of it /);
    for (const secret of [code.split('.')[1]!, readFileSync(join(folder, 'agent.key'), 'utf8').split('\n')[1]!]) {
      expect(agent.said + enrolled.stdout).not.toContain(secret);
    }
  });

  test('that was revoked ends with a code of its own', async () => {
    await enroll(await gate.issue({ agent: 'berlin' }));
    await revokeAgent(gate.places.registry, 'berlin', Date.now());
    await using agent = run();
    expect(await agent.code).toBe(exitCode.revoked);
    expect(agent.said).toContain('this agent was revoked');
  });

  test.each([
    ['used', 'the gate does not accept the code'],
    ['of another gateway', 'is not the gate that the code is of'],
    ['no code at all', 'that is no enrolment code'],
  ])('refuses a code that is %s', async (what, told) => {
    const code = await gate.issue({ agent: 'berlin' });
    if (what === 'used') await enroll(code);
    const wrong = { used: code, 'of another gateway': `${code.slice(0, -43)}${'A'.repeat(43)}` }[what] ?? 'x';
    const { code: exit, stderr } = await enroll(wrong, ['--force']);
    expect([exit === 0, stderr]).toEqual([false, expect.stringContaining(told)]);
    expect(stderr).not.toContain(code.split('.')[1]);
  });
});
