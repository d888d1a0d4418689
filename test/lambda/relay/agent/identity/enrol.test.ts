import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gateClock } from '../../../../../lambda/relay/agent/call/gate-clock.ts';
import { readIdentity } from '../../../../../lambda/relay/agent/identity/agent-folder.ts';
import { type EnrolOptions, enrol } from '../../../../../lambda/relay/agent/identity/enrol.ts';
import { relayPaths } from '../../../../../lambda/relay/protocol.ts';
import { clientOf } from '../support/test-agent.ts';
import { startTestGate, type TestGate } from '../support/test-gate.ts';

let gate: TestGate;
let folder: string;
beforeEach(async () => {
  gate = await startTestGate();
  folder = join(gate.directory, 'agent');
});
afterEach(() => gate[Symbol.asyncDispose]());

const options = async (code: string, more: Partial<EnrolOptions> = {}): Promise<EnrolOptions> => ({
  folder,
  relayUrl: gate.url,
  proof: { kind: 'code', code },
  force: false,
  client: await clientOf(gate),
  clock: gateClock(Date.now),
  ...more,
});

const fresh = () => gate.issue({ agent: 'berlin' });

describe('an enrolment', () => {
  test('keeps a key that nobody else can read, and a certificate for it', async () => {
    const enrolled = await enrol(await options(await fresh()));
    expect(enrolled).toMatchObject({ gateway: 'acme', agent: 'berlin' });
    expect(readdirSync(folder).sort()).toEqual(['agent.crt', 'agent.json', 'agent.key', 'authority.crt']);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(await readIdentity(folder)).toMatchObject({ agent: 'berlin', gateway: 'acme', relayUrl: gate.url });
  });

  test('takes no place of a living agent unless that is said; one that has ended it takes', async () => {
    await enrol(await options(await fresh()));
    const before = readFileSync(join(folder, 'agent.key'), 'utf8');
    const calls = gate.calls.length;
    await expect(enrol(await options(await fresh()))).rejects.toMatchObject({ code: 'identity-there' });
    expect(gate.calls).toHaveLength(calls);
    await enrol(await options(await fresh(), { force: true }));
    expect(readFileSync(join(folder, 'agent.key'), 'utf8')).not.toBe(before);
    gate.skew = 40 * 86_400_000;
    const clock = gateClock(() => Date.now() + gate.skew);
    await enrol(await options(await fresh(), { clock }));
  });

  test('whose answer is lost is completed with the same code', async () => {
    const code = await fresh();
    const { client } = await options(code);
    let lost = 0;
    const losing: typeof client = {
      ...client,
      async call(method, path, ...rest) {
        const answer = await client.call(method, path, ...rest);
        if (path !== relayPaths.agents || lost === 2) return answer as never;
        lost++;
        const { AgentError } = await import('../../../../../lambda/relay/agent/agent-error.ts');
        throw new AgentError('gate-unreachable', 'lost');
      },
    };
    await expect(enrol(await options(code, { client: losing }))).rejects.toMatchObject({ code: 'gate-unreachable' });
    expect(readdirSync(folder)).toEqual(['agent.key.next']);
    await enrol(await options(code));
    expect(await readIdentity(folder)).toMatchObject({ agent: 'berlin' });
  });

  test('that ended right before its key was in its place is completed by whoever reads it', async () => {
    await enrol(await options(await fresh()));
    renameSync(join(folder, 'agent.key'), join(folder, 'agent.key.next'));
    expect(await readIdentity(folder)).toMatchObject({ agent: 'berlin' });
    expect(readdirSync(folder)).not.toContain('agent.key.next');
  });

  test('sends no code to what has another authority, and keeps nothing of it', async () => {
    const code = await fresh();
    gate.instead = async () =>
      Response.json({ gateway: 'acme', version: '0.1.0', authority: 'A'.repeat(43), signIn: [] });
    await expect(enrol(await options(code))).rejects.toMatchObject({ code: 'gate-untrusted' });
    expect(gate.calls).toEqual([{ call: 'GET /about', status: 200 }]);
  });

  test('keeps no certificate of another key, or of another authority', async () => {
    await using other = await startTestGate();
    const stranger = join(other.directory, 'agent');
    await enrol({
      ...(await options(await other.issue({ agent: 'berlin' }))),
      folder: stranger,
      client: await clientOf(other),
    });
    const read = (name: string) => readFileSync(join(stranger, name), 'utf8');
    const code = await fresh();
    const authority = code.split('.')[2];
    const foreign = {
      gateway: 'acme',
      agent: 'berlin',
      certificate: read('agent.crt'),
      authority: read('authority.crt'),
    };
    gate.instead = async (request) =>
      Response.json(
        request.url.endsWith('/about') ? { gateway: 'acme', version: '0', authority, signIn: [] } : foreign,
      );
    await expect(enrol(await options(code))).rejects.toMatchObject({ code: 'gate-untrusted' });
    expect(readdirSync(folder)).toEqual(['agent.key.next']);
  });
});

describe('files of an agent', () => {
  test('are none of an agent whose key everyone on the machine may read', async () => {
    await enrol(await options(await fresh()));
    chmodSync(join(folder, 'agent.key'), 0o604);
    await expect(readIdentity(folder)).rejects.toMatchObject({
      code: 'identity-broken',
      message: expect.stringContaining('chmod 600'),
    });
    // As a platform of containers makes it of a volume, for its group.
    chmodSync(join(folder, 'agent.key'), 0o660);
    expect(await readIdentity(folder)).toMatchObject({ agent: 'berlin' });
  });

  test.each([
    ['agent.key', 'no key'],
    ['agent.crt', 'no certificate'],
    ['agent.json', '{}'],
    ['authority.crt', undefined],
  ])('that are broken say so: %s', async (name, text) => {
    await enrol(await options(await fresh()));
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
    await expect(readIdentity(folder)).rejects.toMatchObject({
      code: 'identity-broken',
      message: expect.stringContaining('--force'),
    });
    await enrol(await options(await fresh()));
    expect(await readIdentity(folder)).toMatchObject({ agent: 'berlin' });
  });
});
