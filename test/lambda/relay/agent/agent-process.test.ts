import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readStatus } from '../../../../lambda/relay/agent/health/status-file.ts';
import { readIdentity } from '../../../../lambda/relay/agent/identity/agent-folder.ts';
import { revokeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { enrolled, startAgent } from './support/test-agent.ts';
import { startTestGate, type TestGate } from './support/test-gate.ts';

const day = 86_400_000;

let gate: TestGate;
beforeEach(async () => {
  gate = await startTestGate({ certificateDays: 3, version: '1.2.3' });
});
afterEach(() => gate[Symbol.asyncDispose]());

const called = (what: string, wanted = 200): number =>
  gate.calls.filter(({ call, status }) => call === what && status === wanted).length;

const until = async (is: () => unknown): Promise<void> => {
  for (const end = Date.now() + 10_000; !(await is()); await sleep(5)) {
    if (Date.now() > end) throw new Error(`it never was: ${is}`);
  }
};

describe('an agent', () => {
  test('connects through the proxy, says that it is there, and says goodbye', async () => {
    const folder = await enrolled(gate, 'berlin');
    await using agent = await startAgent(gate, folder);
    await until(() => called('POST /heartbeat') >= 3);
    const status = await readStatus(folder);
    expect(status).toMatchObject({ agent: 'berlin', gateway: 'acme', state: 'connected', healthy: true });
    expect(status).toMatchObject({ running: 0, capacity: 4 });
    expect(status?.problem).toBe(undefined);
    agent.drain();
    expect(await agent.end).toEqual({ why: 'drained' });
    expect(gate.calls.at(-1)).toEqual({ call: 'POST /goodbye', status: 200 });
    expect(new Set(gate.proxy.asked)).toEqual(new Set(['relay.acme.example:443']));
    expect(await readStatus(folder)).toMatchObject({ state: 'ended', healthy: false });
    expect(statSync(join(folder, 'status.json')).mode & 0o777).toBe(0o600);
  });

  test('answers on loopback how it is', async () => {
    const folder = await enrolled(gate, 'berlin');
    await using agent = await startAgent(gate, folder);
    await until(() => called('POST /heartbeat') >= 1);
    await until(async () => (await readStatus(folder))?.healthy);
    const { healthPort } = (await readStatus(folder))!;
    const at = (path: string, host = '127.0.0.1') =>
      fetch(`http://127.0.0.1:${healthPort}${path}`, { headers: { host } });
    const health = await at('/health');
    expect([health.status, await health.json()]).toMatchObject([200, { agent: 'berlin', healthy: true }]);
    const metrics = await (await at('/metrics')).text();
    expect(metrics).toContain('\nsallyport_agent_connected 1\n');
    expect(metrics).toContain('sallyport_agent_requests_total{outcome="answered"} 0\n');
    expect(metrics).toMatch(/\nsallyport_agent_certificate_seconds 2\d{5}\.?\d*\n/);
    expect(metrics).toContain('sallyport_agent_info{agent="berlin",gateway="acme",version="0.1.0"} 1\n');
    expect((await at('/elsewhere')).status).toBe(404);
    gate.proxy.mode = 'refuse';
    agent.cut();
    await agent.end;
    await expect(at('/health')).rejects.toThrow('fetch failed');
  });

  test('that was revoked ends its work, and says so', async () => {
    const folder = await enrolled(gate, 'berlin');
    await using agent = await startAgent(gate, folder);
    await until(() => called('POST /heartbeat') >= 1);
    await revokeAgent(gate.places.registry, 'berlin', Date.now());
    expect(await agent.end).toMatchObject({ why: 'revoked', error: { code: 'agent-revoked' } });
    expect(await readStatus(folder)).toMatchObject({ state: 'ended', problem: { code: 'agent-revoked' } });
  });

  test('ends when another process has taken its place', async () => {
    const folder = await enrolled(gate, 'berlin');
    await using first = await startAgent(gate, folder);
    await until(() => called('POST /heartbeat') >= 1);
    await using second = await startAgent(gate, folder);
    expect(await first.end).toMatchObject({ why: 'replaced', error: { code: 'agent-replaced' } });
    second.drain();
    expect(await second.end).toEqual({ why: 'drained' });
  });

  test('whose clock is wrong learns the time, and has its certificate renewed at two thirds of its life', async () => {
    const folder = await enrolled(gate, 'berlin');
    const before = await readIdentity(folder);
    gate.skew = 2 * day + 60_000;
    await using agent = await startAgent(gate, folder);
    await agent.until('agent.renewed');
    expect(gate.calls.filter(({ status }) => status === 401)).toEqual([{ call: 'POST /connect', status: 401 }]);
    const after = await readIdentity(folder);
    expect(after.certificateEndsAt - before.certificateEndsAt).toBeGreaterThan(1.9 * day);
    expect(Buffer.from(after.key.publicKey)).toEqual(Buffer.from(before.key.publicKey));
    const more = called('POST /heartbeat');
    await until(() => called('POST /heartbeat') > more + 1);
    expect(called('POST /certificate')).toBe(1);
    expect((await readStatus(folder))!.clockOffset).toBeGreaterThan(2 * day);
  });

  test('that was away for too long waits for a new identity, and goes on with it', async () => {
    const folder = await enrolled(gate, 'berlin');
    gate.skew = 4 * day;
    await using agent = await startAgent(gate, folder);
    expect(await agent.until('agent.identity-needed')).toMatchObject({ code: 'certificate-expired' });
    await until(async () => (await readStatus(folder))?.state === 'identity-needed');
    await enrolled(gate, 'berlin');
    await agent.until('agent.connected');
    await until(() => called('POST /heartbeat') >= 1);
    agent.drain();
    expect(await agent.end).toEqual({ why: 'drained' });
  });

  test('that was enrolled again while it ran goes on as the new one', async () => {
    const folder = await enrolled(gate, 'berlin');
    await using agent = await startAgent(gate, folder);
    await until(() => called('POST /heartbeat') >= 1);
    await enrolled(gate, 'berlin', { force: true });
    await agent.until('agent.connected', 2);
    expect(await agent.until('agent.identity-needed')).toMatchObject({ code: 'agent-unknown' });
  });

  test.each(['refuse', 'reset'] as const)('comes back by itself after a network that would %s', async (mode) => {
    const folder = await enrolled(gate, 'berlin');
    gate.proxy.mode = mode;
    await using agent = await startAgent(gate, folder, { speed: 200 });
    await until(() => agent.lines.filter(({ event }) => event === 'gate.unreachable').length >= 4);
    await until(async () => (await readStatus(folder))?.problem?.code === 'gate-unreachable');
    gate.proxy.mode = 'open';
    expect(await agent.until('gate.reached')).toMatchObject({ failed: expect.any(Number) });
    await agent.until('agent.connected');
  });

  test('is stopped at once while it can not connect', async () => {
    const folder = await enrolled(gate, 'berlin');
    gate.proxy.mode = 'refuse';
    await using agent = await startAgent(gate, folder, { speed: 1 });
    await agent.until('gate.unreachable', 3);
    agent.drain();
    expect(await agent.end).toEqual({ why: 'drained' });
  });

  test('works for no gate whose key the authority did not sign', async () => {
    const folder = await enrolled(gate, 'berlin');
    gate.instead = async () =>
      Response.json({
        now: Date.now(),
        gateKey: Buffer.alloc(65, 4).toString('base64url'),
        gateKeySignature: 'AA',
        access: {},
      });
    await using agent = await startAgent(gate, folder);
    expect(await agent.until('gate.unreachable')).toMatchObject({ code: 'gate-untrusted' });
    expect(agent.lines.filter(({ event }) => event === 'agent.connected')).toEqual([]);
  });

  test('updates when it is its turn, by its own command, and ends for the next one to begin', async () => {
    const folder = await enrolled(gate, 'berlin');
    const written = join(gate.directory, 'updated');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(written)}, process.env.SALLYPORT_VERSION)`;
    await using agent = await startAgent(gate, folder, { updateCommand: [process.execPath, '-e', script] });
    expect(await agent.end).toEqual({ why: 'updated' });
    expect(agent.lines).toContainEqual({ event: 'agent.updated', version: '1.2.3' });
    expect(statSync(written).size).toBe('1.2.3'.length);
    expect(gate.calls.at(-1)!.call).toBe('POST /goodbye');
  });

  test.each([
    ['without a command tells of an update, once', undefined, 'agent.update-due'],
    ['whose update fails goes on', ['/nowhere/update'], 'agent.update-failed'],
  ])('%s', async (_, updateCommand, event) => {
    const folder = await enrolled(gate, 'berlin');
    await using agent = await startAgent(gate, folder, { ...(updateCommand && { updateCommand }) });
    expect(await agent.until(event)).toMatchObject({ version: '1.2.3' });
    const beats = called('POST /heartbeat');
    await until(() => called('POST /heartbeat') > beats + 2);
    expect(agent.lines.filter((line) => line.event === event)).toHaveLength(1);
    expect(await readStatus(folder)).toMatchObject({ newVersion: '1.2.3' });
  });

  test('needs an identity', async () => {
    await using none = await startAgent(gate, join(gate.directory, 'nothing'));
    await expect(none.end).rejects.toMatchObject({ code: 'identity-missing' });
  });
});
