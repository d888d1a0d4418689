import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outwardBy } from '../../../../lambda/relay/agent/call/outward.ts';
import { checkAgent } from '../../../../lambda/relay/agent/check/check-agent.ts';
import { proxyFor } from '../../../../lambda/relay/agent/check/proxy-for.ts';
import { parseAgentPolicy } from '../../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { revokeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { enrolled } from './support/test-agent.ts';
import { startTestGate, type TestGate } from './support/test-gate.ts';

let gate: TestGate;
let folder: string;
beforeEach(async () => {
  gate = await startTestGate();
  folder = await enrolled(gate, 'berlin');
});
afterEach(() => gate[Symbol.asyncDispose]());

const check = async ({ allow = '[]', isTrusted = true, isRunning = false } = {}) => {
  const file = join(gate.directory, 'agent.yaml');
  writeFileSync(file, `allow: ${allow}\n`);
  const lines = await checkAgent({
    folder,
    policy: parseAgentPolicy(`allow: ${allow}\n`, file),
    outward: await outwardBy({ HTTPS_PROXY: gate.proxy.url }, isTrusted ? gate.authorityFile : undefined),
    version: '0.1.0',
    system: 'linux-x64',
    isRunning,
    now: Date.now,
    random: Math.random,
  });
  return lines.map(({ what, outcome, text }) => `${outcome} ${what}: ${text}`);
};

const bad = (lines: readonly string[]) => lines.filter((line) => line.startsWith('bad '));

describe('a check of an agent', () => {
  test('goes the whole way, and leaves nothing behind', async () => {
    const lines = await check();
    expect(lines.map((line) => line.split(':')[0])).toEqual(
      ['identity', 'DNS', 'proxy', 'TLS', 'gate', 'signed call', 'clock', 'queue', 'mailbox'].map(
        (what) => `good ${what}`,
      ),
    );
    expect(gate.calls.at(-1)).toEqual({ call: 'POST /goodbye', status: 200 });
    expect(await gate.places.mailbox(1).list()).toEqual([]);
  });

  test('takes no place of an agent that works', async () => {
    const lines = await check({ isRunning: true });
    expect(bad(lines)).toEqual([]);
    expect(lines).toContainEqual(expect.stringContaining('unknown queue: this agent works now'));
    expect(gate.calls.map(({ call }) => call)).not.toContain('POST /connect');
  });

  test('names who inspects', async () => {
    const [line, ...others] = bad(await check({ isTrusted: false }));
    expect(line).toMatch(/^bad TLS: certified by Acme private authority: .*name that with --ca/);
    expect(others).toEqual([]);
  });

  test('says that the proxy refuses', async () => {
    gate.proxy.mode = 'refuse';
    expect(bad(await check())).toEqual([expect.stringMatching(/^bad proxy: the proxy refuses: allow this host there/)]);
  });

  test('says that the agent was revoked, and that the clock is wrong', async () => {
    gate.skew = 45_000;
    expect(bad(await check())).toEqual([expect.stringMatching(/^bad clock: 45 s behind the gate’s/)]);
    await revokeAgent(gate.places.registry, 'berlin', Date.now());
    expect(bad(await check())).toEqual([expect.stringMatching(/^bad gate: this agent was revoked/)]);
  });

  test('tries each target, and sends it nothing', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) =>
      socket.on('data', (bytes) => received.push(bytes)).on('error', () => undefined),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const rule = (at: number) =>
      `{ http: { scheme: http, host: 127.0.0.1, port: ${at}, methods: [GET], paths: [/api] } }`;
    const lines = await check({ allow: `[${rule(port)}, ${rule(port)}, ${rule(1)}]` });
    server.close();
    expect(lines.slice(-2)).toEqual([
      `good 127.0.0.1:${port}: takes connections (127.0.0.1)`,
      'bad 127.0.0.1:1: nobody listens there: is the port right, and does the service run?',
    ]);
    expect(received).toEqual([]);
  });
});

describe('the proxy for a URL', () => {
  const proxy = { HTTPS_PROXY: 'http://user:p%40ss@proxy.acme.example:3128' };
  test.each([
    ['https://relay.acme.example/x', {}, 'proxy.acme.example'],
    ['https://relay.acme.example/x', { NO_PROXY: 'other.example, relay.acme.example' }, undefined],
    ['https://relay.acme.example/x', { NO_PROXY: '.acme.example' }, undefined],
    ['https://relay.acme.example/x', { NO_PROXY: '*' }, undefined],
    ['https://relay.acme.example/x', { NO_PROXY: 'relay.acme.example:8443' }, 'proxy.acme.example'],
    ['https://relay.acme.example/x', { no_proxy: 'acme.example' }, 'proxy.acme.example'],
    ['http://127.0.0.1:8787/x', {}, undefined],
  ])('%s with %j is %s', (url, more, host) => {
    expect(proxyFor(new URL(url), { ...proxy, ...more })?.hostname).toBe(host);
  });

  test('is asked with its password', () => {
    const { authorization } = proxyFor(new URL('https://relay.acme.example'), proxy)!;
    expect(authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });
});
