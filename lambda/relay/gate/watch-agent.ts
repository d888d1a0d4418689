import type { AgentRecord } from '../registry/agent-record.ts';
import { RelayFailure } from '../relay-failure.ts';
import { beatName, mailboxNames } from '../stream/names.ts';
import { claimMilliseconds, deadMilliseconds, offerAgainMilliseconds } from '../times.ts';
import { readBeat } from '../wire/beat.ts';
import { readClaim } from '../wire/claim.ts';
import { isStill } from './choose-agent.ts';
import type { OfferedRequest } from './offer-request.ts';

/** The request was not run, and will not be: it may be offered to another agent. */
export class Withdrawn extends Error {
  override readonly name = 'Withdrawn';
}

/** What an agent is watched with. */
export interface WatchAgentOptions {
  readonly offered: OfferedRequest;
  agents(): Promise<readonly AgentRecord[]>;
  /** Whether another agent could take the request now. */
  hasOther(): Promise<boolean>;
  /** Whether something waits for the claim itself, and not for the answer: then it is looked for often. */
  readonly isEager: boolean;
  /** When a request that nobody has claimed is given up: milliseconds as `now` has them. */
  readonly patience: number;
  now(): number;
}

/** Watches an agent that has a request, while nothing comes of it. */
export interface AgentWatch {
  /**
   * Looks, where it is time to: throws Withdrawn, RelayFailure `agent-lost`, `agent-revoked` or `relay-broken`, or PlatformError of a mailbox that is away
   * for long.
   *
   * @param number of the chunk that is waited for
   */
  look(number: number): Promise<void>;
  /**
   * Looks, where it is time to, whether the agent may answer still: one whose answer comes so fast that nobody ever waits for it is revoked too. Throws
   * RelayFailure `agent-revoked`, or PlatformError of a registry that is away for long.
   */
  still(): Promise<void>;
  /** Whether the agent has said that it has the request, as far as was looked. */
  readonly isClaimed: boolean;
}

/** Looks at ticket and beat cost money and time: the answer itself is looked for far more often. */
const ticketEvery = 750;
const beatEvery = 2_500;

/**
 * An agent is dead when its word in the mailbox has not changed for 15 seconds, or is another process's. A chunk is lost when the agent has said twice that it has
 * written it, and it is not there.
 */
export const watchAgent = (options: WatchAgentOptions): AgentWatch => {
  const { offered, agents, hasOther, isEager, patience, now } = options;
  const { id, agent, incarnation, mailbox, withdraw } = offered;
  const { ticket, claim } = mailboxNames(id);
  const offeredAt = now();
  let isClaimed = false;
  const nextTicket = () => now() + (isEager ? Math.min(ticketEvery, 5 + (now() - offeredAt) / 4) : ticketEvery);
  let ticketAt = nextTicket();
  let beatAt = Number.POSITIVE_INFINITY;
  let stillAt = offeredAt + beatEvery;
  let heard = { count: -1, at: 0 };
  let missing: { readonly chunk: number; readonly count: number } | undefined;
  let awayAt: number | undefined;

  /** A mailbox that can not be read for a moment is no reason to give up what an agent works on. */
  const tolerant = async (look: () => Promise<void>): Promise<void> => {
    try {
      await look();
      awayAt = undefined;
    } catch (error) {
      if (error instanceof Withdrawn || error instanceof RelayFailure) throw error;
      awayAt ??= now();
      if (now() - awayAt > deadMilliseconds) throw error;
    }
  };

  const giveUp = async (): Promise<void> => {
    if (await withdraw()) throw new Withdrawn('nobody has run it');
    isClaimed = true;
  };

  const lookAtTicket = async (): Promise<void> => {
    ticketAt = nextTicket();
    const found = readClaim(await mailbox.get(claim));
    if (found?.state === 'claimed') {
      isClaimed = true;
      heard = { count: -1, at: now() };
      beatAt = now() + beatEvery;
      return;
    }
    if (found?.state === 'withdrawn') return giveUp();
    // Claimed, and then swept away by the agent's next process.
    if (!found && !(await mailbox.has(ticket))) throw lost(agent);
    const waited = now() - offeredAt;
    const isLate = waited > offerAgainMilliseconds || (waited > claimMilliseconds && (await hasOther()));
    const isGone = isStill(await agents(), agent, incarnation) !== 'yes';
    if (isGone || isLate || now() > patience) await giveUp();
  };

  const lookAtBeat = async (number: number): Promise<void> => {
    beatAt = now() + beatEvery;
    const still = isStill(await agents(), agent, incarnation);
    if (still === 'revoked') throw revoked(agent);
    const beat = readBeat(await mailbox.get(beatName));
    const isOwn = beat?.incarnation === incarnation;
    if (isOwn && beat.count !== heard.count) {
      heard = { count: beat.count, at: now() };
      const written = beat.written[id] ?? 0;
      if (written <= number) missing = undefined;
      else if (missing?.chunk !== number) missing = { chunk: number, count: beat.count };
      else throw chunkLost(number);
      return;
    }
    if (still === 'replaced' || now() - heard.at > deadMilliseconds) {
      if (isOwn) await mailbox.remove([beatName]);
      throw lost(agent);
    }
  };

  return {
    async look(number) {
      if (!isClaimed && now() >= ticketAt) await tolerant(lookAtTicket);
      else if (isClaimed && now() >= beatAt) await tolerant(() => lookAtBeat(number));
    },
    async still() {
      if (now() < stillAt) return;
      stillAt = now() + beatEvery;
      await tolerant(async () => {
        if (isStill(await agents(), agent, incarnation) === 'revoked') throw revoked(agent);
      });
    },
    get isClaimed() {
      return isClaimed;
    },
  };
};

const lost = (agent: string): RelayFailure =>
  new RelayFailure('agent-lost', `agent ${agent} has stopped in the middle of a request, which may have been run`, {
    sent: true,
    detail: { agent },
  });

const revoked = (agent: string): RelayFailure =>
  new RelayFailure('agent-revoked', `agent ${agent} was revoked in the middle of a request, which may have been run`, {
    sent: true,
    detail: { agent },
  });

const chunkLost = (chunk: number): RelayFailure =>
  new RelayFailure('relay-broken', 'the mailbox has lost a part of the answer: see that nobody else deletes there', {
    sent: true,
    detail: { chunk },
  });
