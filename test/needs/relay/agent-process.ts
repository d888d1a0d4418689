import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import { agentDoor } from '../../../lambda/platform/agent-door.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';
import { parseAgentPolicy } from '../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../../lambda/relay/agent/run/create-run-request.ts';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import type { ServeStep } from '../../../lambda/relay/agent/serve/serve-context.ts';
import { serveRequests } from '../../../lambda/relay/agent/serve/serve-requests.ts';
import { newAgreementKey, publicBytes } from '../../../lambda/relay/envelope/hpke-suite.ts';

import { cloudFetch } from './cloud-fetch.ts';

/** How an agent of these tests is started: JSON in `RELAY_AGENT`. */
export interface AgentProcessOptions {
  readonly agent: string;
  readonly access: AgentAccess;
  readonly gateKey: string;
  /** Its own file, and where that lies: then it runs requests as an agent does. @default - what these tests' own source is asked for */
  readonly policy?: { readonly text: string; readonly file: string } | undefined;
  /** The process ends itself, as `kill -9` does, or stops, when it has come there for so many times. */
  readonly killAt?: { readonly step: KillStep; readonly times: number; readonly signal?: 'SIGSTOP' } | undefined;
  /** What it is lent when it asks anew. @default - the same */
  readonly accessLater?: AgentAccess | undefined;
  /** How far its own clock is ahead, in milliseconds; it knows the gate's. @default 0 */
  readonly ahead?: number | undefined;
}

/** Steps of the work, and two within the source's own. */
export type KillStep = ServeStep | 'question-read' | 'source-called';

const options = JSON.parse(process.env['RELAY_AGENT']!) as AgentProcessOptions;

const gateNow = Date.now.bind(Date);
if (options.ahead) Date.now = () => gateNow() + options.ahead!;

let times = 0;
const reach = (step: KillStep): void => {
  if (step !== options.killAt?.step) return;
  times++;
  if (times === options.killAt.times) process.kill(process.pid, options.killAt.signal ?? 'SIGKILL');
};

const http = nodeHttpClient({ privateAddresses: ['127.0.0.0/8'], now: Date.now });

const ofSource: RunRequest = async (request, { body, signal }) => {
  if (request.kind !== 'http') throw new TypeError('these tests ask for HTTP alone');
  async function* question() {
    for await (const part of body) {
      reach('question-read');
      yield part;
    }
  }
  const { Readable } = await import('node:stream');
  const calling = http({
    ...request,
    url: new URL(request.url),
    body: request.body === 'none' ? undefined : Readable.from(question(), { objectMode: false }),
    signal,
  });
  // Node sends a request at the end of this turn.
  await sleep(20);
  reach('source-called');
  const { status, body: answered } = await calling;
  return { head: { status, headers: {} }, body: answered };
};

const ofPolicy = ({ text, file }: NonNullable<AgentProcessOptions['policy']>): RunRequest =>
  createRunRequest({
    policy: parseAgentPolicy(text, file),
    http: (made) => nodeHttpClient({ ...made, now: Date.now }),
    log: jsonLog((line) => process.stderr.write(line), Date.now),
    now: Date.now,
    random: Math.random,
  });

let lent = options.access;
const access = async (asked?: { readonly renew: boolean }): Promise<AgentAccess> => {
  if (asked?.renew && options.accessLater) lent = options.accessLater;
  return lent;
};
const door = agentDoor({ access, fetch: cloudFetch(), random: Math.random });
const agreementKey = await newAgreementKey();
const incarnation = randomBytes(16).toString('base64url');
const server = serveRequests({
  gateway: 'acme',
  agent: options.agent,
  incarnation,
  door,
  agreementKey,
  gateKey: Buffer.from(options.gateKey, 'base64url'),
  run: options.policy ? ofPolicy(options.policy) : ofSource,
  capacity: 8,
  clock: gateNow,
  log: jsonLog((line) => process.stderr.write(line), Date.now),
  random: Math.random,
  step: reach,
});
// As the session of an agent does: waiting for a queue that can not be reached keeps no process.
setInterval(() => undefined, 60_000);
// As its session does when the gate no longer knows it.
process.on('SIGUSR2', () => server.abort());
process.on('SIGTERM', () => void server.drain(20_000).then(() => process.exit(0)));
const key = Buffer.from(await publicBytes(agreementKey.publicKey)).toString('base64url');
process.stdout.write(`${JSON.stringify({ incarnation, agreementKey: key })}\n`);
