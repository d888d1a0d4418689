import { setTimeout as sleep } from 'node:timers/promises';
import { once } from '../../once.ts';
import type { Log } from '../../platform/log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { RelayPlaces } from '../../platform/relay-places.ts';
import { gateKeyPair } from '../authority/gate-key.ts';
import { publicKeyOf } from '../envelope/hpke-suite.ts';
import { keptSessions } from '../envelope/kept-sessions.ts';
import { beginSession, type Session } from '../envelope/session.ts';
import { RelayFailure } from '../relay-failure.ts';
import { isRepeatable, type RelayedAnswer, type RelayedRequest } from '../relayed-request.ts';
import { type AvailableAgent, chooseAgent, isAvailable } from './choose-agent.ts';
import { knownAgents } from './known-agents.ts';
import { type OfferedRequest, offerRequest } from './offer-request.ts';
import { readAnswer } from './read-answer.ts';
import { Withdrawn, watchAgent } from './watch-agent.ts';

/** What the gate's end of the relay is made from. */
export interface AskAgentsOptions {
  readonly gateway: string;
  readonly places: RelayPlaces;
  /** Those that may be asked, by name. @default - all */
  readonly agents?: readonly string[] | undefined;
  readonly log: Log;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
}

/** How one request is asked. */
export interface AskOptions {
  /** A body that is small goes with the request; a stream follows it, and can be sent once. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Covers the answer's body too. */
  readonly signal: AbortSignal;
  /** Milliseconds in which the whole answer must have come. @default - an hour */
  readonly deadlineMilliseconds?: number | undefined;
}

/**
 * Has a request run by an agent, the one with the most room. It is offered to another one when the first does not take it, or dies
 * before it has begun; and when it dies later, if the request only reads and nothing of the answer was given on.
 *
 * Throws RelayFailure, what the agent threw (HttpError, SourceError, PlatformError), PlatformError `mailbox-…`, `queue-…`, `key-…` or `state-…`,
 * or the signal's reason; so does the answer's body. Whoever does not read it to its end must return it.
 */
export type AskAgents = (request: RelayedRequest, options: AskOptions) => Promise<RelayedAnswer>;

/** How long a request waits for an agent that takes it, in milliseconds. */
const patienceMilliseconds = 45_000;
/** How long one waits where none was heard of, in milliseconds: an agent that was restarted is back by then. */
const absenceMilliseconds = 10_000;
/** An agent that is not there may come back in the meantime; it is looked for again after so many milliseconds. */
const lookAgainMilliseconds = 500;
/** How often a request that only reads is begun. */
const attempts = 3;
const hour = 3_600_000;

/** The gate's end of the relay. Nothing is read or made before the first request. */
export const askAgents = ({ gateway, places, agents: named, log, now, random }: AskAgentsOptions): AskAgents => {
  const gateKey = once(() => gateKeyPair(places));
  const known = knownAgents(places.registry, now, named);
  const sessions = keptSessions<Session>();
  const sessionWith = ({ agent, process }: AvailableAgent): Promise<Session> =>
    // By all that is said of it: an agent that calls itself by the name of another's process has none of its sessions.
    sessions([agent, process.incarnation, process.agreementKey].join(' '), async () => {
      const subject = { gateway, agent, incarnation: process.incarnation };
      const recipient = await publicKeyOf(Buffer.from(process.agreementKey, 'base64url'));
      return beginSession(subject, (await gateKey()).pair, recipient);
    });
  const inHand = new Map<string, number>();
  const count = (agent: string, by: 1 | -1): void => {
    inHand.set(agent, (inHand.get(agent) ?? 0) + by);
  };

  /** Waits for an agent that can take the request. */
  const choose = async (avoid: ReadonlySet<string>, patience: number, signal: AbortSignal) => {
    const until = Math.min(patience, now() + absenceMilliseconds);
    for (;;) {
      const agents = await known.all();
      const agent =
        chooseAgent(agents, { now: now(), inHand, avoid, random }) ??
        chooseAgent(agents, { now: now(), inHand, avoid: new Set(), random });
      if (agent) return agent;
      const enrolled = agents.filter(({ revokedAt }) => revokedAt === undefined).length;
      if (enrolled === 0 || now() >= until) throw noAgent(enrolled, named);
      await sleep(lookAgainMilliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  };

  const hasOther = async (avoid: ReadonlySet<string>, incarnation: string): Promise<boolean> =>
    (await known.all()).some(
      (agent) =>
        isAvailable(agent, now()) &&
        agent.process.incarnation !== incarnation &&
        !avoid.has(agent.process.incarnation) &&
        (inHand.get(agent.agent) ?? 0) < agent.process.capacity,
    );

  return async (request, { body, signal, deadlineMilliseconds = hour }) => {
    const began = now();
    const deadline = began + deadlineMilliseconds;
    let patience = Math.min(deadline, began + patienceMilliseconds);
    const whole = body instanceof Uint8Array ? body : undefined;
    const stream = body instanceof Uint8Array ? undefined : body;
    const avoid = new Set<string>();
    let begun = 0;
    for (;;) {
      const agent = await choose(avoid, patience, signal);
      const { incarnation } = agent.process;
      const session = await sessionWith(agent);
      let offered: OfferedRequest;
      try {
        offered = await offerRequest({ places, session }, agent, { request, deadline, body: whole });
      } catch (error) {
        if (!(error instanceof PlatformError) || now() >= patience) throw error;
        await sleep(lookAgainMilliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
        continue;
      }
      count(agent.agent, 1);
      const fields = { gateway, agent: agent.agent, source: request.source, kind: request.kind };
      const ended = (outcome: string, code: string | undefined, bytes: number): void => {
        count(agent.agent, -1);
        log.info('relay.ended', { ...fields, outcome, code, milliseconds: Math.round(now() - began), bytes });
      };
      const watch = watchAgent({
        offered,
        agents: () => known.all(),
        hasOther: () => hasOther(avoid, incarnation),
        isEager: stream !== undefined,
        patience,
        now,
      });
      try {
        return await readAnswer({ offered, watch, stream, signal, deadline, now, ended });
      } catch (error) {
        if (error instanceof Withdrawn) {
          log.warn('relay.unclaimed', { ...fields, milliseconds: Math.round(now() - began) });
          avoid.add(incarnation);
          if (now() < patience) continue;
          throw notTaken(agent.agent);
        }
        begun++;
        const isOver = begun >= attempts || now() >= deadline || stream !== undefined;
        if (isOver || !isPassing(error) || !isRepeatable(request)) throw error;
        log.warn('relay.taken-over', { ...fields, code: error.code });
        // However long the first one had it, the next one has its time to take it.
        patience = Math.min(deadline, now() + patienceMilliseconds);
        avoid.add(incarnation);
      }
    }
  };
};

const isPassing = (error: unknown): error is RelayFailure => error instanceof RelayFailure && passing.has(error.code);

const passing: ReadonlySet<string> = new Set(['agent-lost', 'agent-revoked', 'relay-broken']);

const noAgent = (enrolled: number, named: readonly string[] | undefined): RelayFailure =>
  enrolled === 0
    ? new RelayFailure(
        'agent-missing',
        named
          ? `none of the agents that the source names is enrolled (${named.join(', ')}): see sallyport agent list`
          : 'no agent is enrolled: see sallyport agent code',
        { sent: false },
      )
    : new RelayFailure('agent-missing', 'no agent was heard of in the last minute: see sallyport agent list', {
        sent: false,
        detail: { enrolled },
      });

const notTaken = (agent: string): RelayFailure =>
  new RelayFailure(
    'agent-busy',
    `agent ${agent} did not take the request in time: it is busy, or can not reach its queue`,
    {
      sent: false,
      detail: { agent },
    },
  );
