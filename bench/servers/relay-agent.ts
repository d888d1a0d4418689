import { readFileSync } from 'node:fs';
import { agentDoor } from '../../lambda/platform/agent-door.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { nodeHttpClient } from '../../lambda/platform/node-http-client.ts';
import { serveRequests } from '../../lambda/relay/agent/serve/serve-requests.ts';
import { newAgreementKey, publicBytes } from '../../lambda/relay/envelope/hpke-suite.ts';

/** An agent of the relay's bench: `node relay-agent.ts <folder> <slot> <gate key> <capacity>`. It tells its peak memory when it is asked. */
const [folder = '', slot = '1', gateKey = '', capacity = '8'] = process.argv.slice(2);
const http = nodeHttpClient({ privateAddresses: ['127.0.0.0/8'], now: Date.now });
const access = { host: 'local', folder, slot: Number(slot), expiresAt: Number.MAX_SAFE_INTEGER } as const;
const agreementKey = await newAgreementKey();
const incarnation = `bench-agent-${slot}`;
serveRequests({
  gateway: 'bench',
  agent: `agent-${slot}`,
  incarnation,
  door: agentDoor({ access: async () => access, fetch: globalThis.fetch, random: Math.random }),
  agreementKey,
  gateKey: Buffer.from(gateKey, 'base64url'),
  run: async (request, { signal }) => {
    if (request.kind !== 'http') throw new TypeError('the bench asks for HTTP alone');
    const { status, body } = await http({ ...request, url: new URL(request.url), body: undefined, signal });
    return { head: { status, headers: {} }, body };
  },
  capacity: Number(capacity),
  clock: Date.now,
  log: jsonLog(() => undefined, Date.now),
  random: Math.random,
});

/** In KiB, of this process alone: Linux counts the parent's into what Node tells. */
const peak = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.on('message', () => process.send!({ peak: peak() }));
const key = Buffer.from(await publicBytes(agreementKey.publicKey)).toString('base64url');
process.send!({ incarnation, agreementKey: key, capacity: Number(capacity) });
