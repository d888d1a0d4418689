import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gateClock } from '../../../../../lambda/relay/agent/call/gate-clock.ts';
import { outwardBy } from '../../../../../lambda/relay/agent/call/outward.ts';
import { outwardFetch } from '../../../../../lambda/relay/agent/call/outward-fetch.ts';
import { relayClient } from '../../../../../lambda/relay/agent/call/relay-client.ts';
import { relayProblems } from '../../../../../lambda/relay/protocol.ts';
import { clientOf } from '../support/test-agent.ts';
import { startTestGate, type TestGate } from '../support/test-gate.ts';

let gate: TestGate;
beforeEach(async () => {
  gate = await startTestGate();
});
afterEach(() => gate[Symbol.asyncDispose]());

const about = async (milliseconds?: number) => (await clientOf(gate, milliseconds)).call('GET', '/about');

const clientBy = async (environment: Record<string, string>, authority?: string, url = gate.directUrl) => {
  const { fetch } = outwardFetch(await outwardBy(environment, authority));
  return relayClient({ url, fetch, clock: gateClock(Date.now), now: Date.now });
};

describe('a call of the gate', () => {
  test('goes through the proxy, with a private authority', async () => {
    expect(await about()).toMatchObject({ gateway: 'acme' });
    expect(gate.proxy.asked).toEqual(['relay.acme.example:443']);
  });

  test('goes around the proxy where NO_PROXY says so', async () => {
    const client = await clientBy({ HTTPS_PROXY: gate.proxy.url, NO_PROXY: '127.0.0.1' }, gate.authorityFile);
    expect(await client.call('GET', '/about')).toMatchObject({ gateway: 'acme' });
    expect(gate.proxy.asked).toEqual([]);
  });

  test('trusts no private authority that was not named', async () => {
    const client = await clientBy({});
    await expect(client.call('GET', '/about')).rejects.toMatchObject({
      code: 'gate-unreachable',
      message: expect.stringContaining('name that with --ca'),
    });
    expect(gate.calls).toEqual([]);
  });

  test('is not read without end, whoever answers', async () => {
    let sent = 0;
    gate.instead = async () => {
      const pull = (controller: ReadableStreamDefaultController) => {
        if (++sent > 20_000) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      };
      return new Response(new ReadableStream({ pull }));
    };
    await expect(about()).rejects.toMatchObject({
      code: 'gate-unreachable',
      message: expect.stringContaining('too-large'),
    });
    expect(sent).toBeLessThan(2_000);
  });

  test('over a connection that is open on one side alone is given up in time', async () => {
    gate.proxy.mode = 'hang';
    const began = Date.now();
    await expect(about(300)).rejects.toMatchObject({
      code: 'gate-unreachable',
      message: expect.stringContaining('no whole answer came in time'),
    });
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  test('is waited for, however soon its server ends connections that nobody uses', async () => {
    const server = createServer((request, response) => {
      setTimeout(() => response.end(request.url), request.url === '/long' ? 1_200 : 0);
    });
    // It says so in its answers: a client ends them a second before.
    server.keepAliveTimeout = 2_000;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { fetch } = outwardFetch(await outwardBy({}));
    const ask = async (path: string) =>
      (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).text();
    expect(await ask('/short')).toBe('/short');
    expect(await ask('/long')).toBe('/long');
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ['refuse', 'the proxy refuses'],
    ['reset', 'can not be reached'],
  ] as const)('that the proxy would %s says what to do', async (mode, told) => {
    gate.proxy.mode = mode;
    await expect(about()).rejects.toMatchObject({ code: 'gate-unreachable', message: expect.stringContaining(told) });
  });

  test.each(Object.entries(relayProblems))('that is refused by %s says what to do', async (code, status) => {
    gate.instead = async () => Response.json({ status, code, detail: '\u001b[2Jdetail' }, { status });
    await expect(about()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^[^\u001b]{30,}\\(${code}\\)$`)),
    });
  });

  test.each([
    ['a page of a proxy', () => new Response('<html>Sign in</html>', { status: 407 })],
    ['a page of another server', () => new Response('<html>Welcome</html>')],
    [
      'a way to elsewhere',
      () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } }),
    ],
  ])('that is answered by %s is none of a gate', async (_, answer) => {
    gate.instead = async () => answer();
    await expect(about()).rejects.toMatchObject({
      code: 'gate-unreachable',
      message: expect.stringContaining('is no gate'),
    });
  });
});
