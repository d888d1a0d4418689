import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRelay } from '../../../../lambda/platform/local/local-relay.ts';
import { jsonLog, type Log } from '../../../../lambda/platform/log.ts';
import type { RelayPlaces } from '../../../../lambda/platform/relay-places.ts';
import type { RunRequest } from '../../../../lambda/relay/agent/run-request.ts';
import {
  type RequestServer,
  type ServeRequestsOptions,
  serveRequests,
} from '../../../../lambda/relay/agent/serve/serve-requests.ts';
import { gateKeyPair } from '../../../../lambda/relay/authority/gate-key.ts';
import { newAgreementKey, publicBytes } from '../../../../lambda/relay/envelope/hpke-suite.ts';
import { type AskAgents, askAgents } from '../../../../lambda/relay/gate/ask-agents.ts';
import { agentProcess, agentRecord, putAgents } from './enrolled.ts';

/** A relay on this machine with agents in this process. */
export interface TestRelay {
  readonly gateway: string;
  readonly folder: string;
  readonly places: RelayPlaces;
  readonly ask: AskAgents;
  /** Events of the log, with all their fields. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Begins an agent, in the next slot. */
  agent(run: RunRequest, options?: Partial<ServeRequestsOptions>): Promise<TestAgent>;
  /** Names of what lies in all mailboxes, and texts of what lies in all queues. */
  left(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** An agent in this process. */
export interface TestAgent {
  readonly name: string;
  readonly slot: number;
  readonly incarnation: string;
  readonly server: RequestServer;
}

/**
 * A relay whose places are replaced by some of a test's own, such as ones that lose writes.
 *
 * @param now of the gate
 */
export const testRelay = (
  places: (real: RelayPlaces) => RelayPlaces = (real) => real,
  now: () => number = Date.now,
): TestRelay => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-relay-'));
  const gateway = 'acme';
  const real = localRelay(folder, gateway);
  const used = places(real);
  const lines: Record<string, unknown>[] = [];
  const log: Log = jsonLog((line) => void lines.push(JSON.parse(line)), Date.now);
  const agents: TestAgent[] = [];
  return {
    gateway,
    folder,
    places: used,
    ask: askAgents({ gateway, places: used, log, now, random: Math.random }),
    lines,
    async agent(run, options = {}) {
      const slot = agents.length + 1;
      const name = `agent-${slot}`;
      const agreementKey = await newAgreementKey();
      const key = Buffer.from(await publicBytes(agreementKey.publicKey)).toString('base64url');
      const incarnation = randomBytes(16).toString('base64url');
      const { capacity = 8 } = options;
      const server = serveRequests({
        gateway,
        agent: name,
        incarnation,
        door: { queue: used.queue(slot), mailbox: used.mailbox(slot) },
        agreementKey,
        gateKey: (await gateKeyPair(used)).publicKey,
        run,
        capacity,
        clock: Date.now,
        log,
        random: Math.random,
        ...options,
      });
      const process = agentProcess({ incarnation, agreementKey: key, capacity }, Date.now());
      await putAgents(real.registry, [agentRecord(name, slot, process)]);
      const agent = { name, slot, incarnation, server };
      agents.push(agent);
      return agent;
    },
    async left() {
      const names: string[] = [];
      for (const { slot } of agents) {
        names.push(...(await real.mailbox(slot).list()));
        const messages = await real.queue(slot).receive({ maximum: 10, waitSeconds: 0 });
        names.push(...messages.map(({ text }) => text));
      }
      return names;
    },
    async stop() {
      await Promise.all(agents.map(({ server }) => server.drain(0)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
