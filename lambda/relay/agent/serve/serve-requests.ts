import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../platform/log.ts';
import type { Mailbox } from '../../../platform/mailbox.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import type { Queue, QueueMessage } from '../../../platform/queue.ts';
import { type AgreementKeyPair, publicKeyOf } from '../../envelope/hpke-suite.ts';
import { keptSessions } from '../../envelope/kept-sessions.ts';
import { joinSession } from '../../envelope/session.ts';
import { RelayFailure } from '../../relay-failure.ts';
import type { RunRequest } from '../run-request.ts';
import { beatsIn } from './beats.ts';
import { knownRequests } from './known-requests.ts';
import { restRemover } from './rest-remover.ts';
import type { ServeContext, ServeOutcome, ServeStep } from './serve-context.ts';
import { sweepMailbox } from './sweep-mailbox.ts';
import { type Work, workOn } from './work-on.ts';

/** What an agent serves requests with. */
export interface ServeRequestsOptions {
  readonly gateway: string;
  readonly agent: string;
  /** The name of this process, as the gate knows it. */
  readonly incarnation: string;
  readonly door: { readonly queue: Pick<Queue, 'receive'>; readonly mailbox: Mailbox };
  /** Of this process alone. */
  readonly agreementKey: AgreementKeyPair;
  /** The gate's public key, 65 bytes, whose signature was checked. */
  readonly gateKey: Uint8Array;
  readonly run: RunRequest;
  /** How many requests are worked on at once. */
  readonly capacity: number;
  /** Milliseconds since 1970 by the gate's clock. */
  clock(): number;
  readonly log: Log;
  /** A number in [0, 1). */
  random(): number;
  /** Told how each request ended. */
  ended?(outcome: ServeOutcome): void;
  /** Told how far each request is. A test ends the process there. */
  step?(step: ServeStep, id: string): void;
}

/** An agent at work. */
export interface RequestServer {
  /** How many requests it works on. */
  readonly running: number;
  /** Takes no more work, and waits so many milliseconds for what it has in hand; the gate is told of what did not end. */
  drain(milliseconds: number): Promise<void>;
  /** Ends everything at once, and tells nobody: the agent was revoked, or another process has taken its place. */
  abort(): void;
  /** Resolves when nothing is in hand any more, after `drain` or `abort`. */
  readonly ended: Promise<void>;
}

/** As long as queues wait for a message. */
const waitSeconds = 20;
/** A queue that can not be reached is asked again for ever, after 0.2 to 30 seconds. */
const firstPause = 200;
const longestPause = 30_000;

/** Receives requests from the agent's queue and works on as many at once as its capacity says. */
export const serveRequests = (options: ServeRequestsOptions): RequestServer => {
  const { door, capacity, random, log, agent } = options;
  const rest = restRemover(door.mailbox, agent, log);
  const taking = new AbortController();
  const working = new AbortController();
  const works = new Set<Work>();
  let running = 0;
  let freed = Promise.withResolvers<void>();

  const take = (message: QueueMessage, context: ServeContext): void => {
    running++;
    const work = workOn(message, context, working.signal);
    works.add(work);
    void work.worked.then((outcome) => {
      running--;
      options.ended?.(outcome);
      freed.resolve();
      freed = Promise.withResolvers();
    });
    void work.settled.then(() => works.delete(work));
  };

  const receive = async (context: ServeContext): Promise<void> => {
    let failed = 0;
    while (!taking.signal.aborted) {
      if (running >= capacity) {
        await unlessAborted(freed.promise, taking.signal);
        continue;
      }
      const received = door.queue.receive({ maximum: Math.min(10, capacity - running), waitSeconds });
      try {
        const messages = await unlessAborted(received, taking.signal);
        failed = 0;
        for (const message of messages ?? []) take(message, context);
        if (!messages) void received.then(giveBack, () => undefined);
      } catch (error) {
        failed++;
        const code = error instanceof PlatformError ? error.code : 'internal';
        log.warn('relay.queue-failed', { agent, code, failed });
        const most = Math.min(longestPause, firstPause * 2 ** Math.min(failed, 12));
        await unlessAborted(sleep(most * (0.5 + random() / 2), undefined, { ref: false }), taking.signal);
      }
    }
  };

  const serve = async (): Promise<void> => {
    const gateKey = await publicKeyOf(options.gateKey);
    const sessions = keptSessions<Uint8Array>();
    const context: ServeContext = {
      ...options,
      mailbox: door.mailbox,
      secretOf: (key) =>
        sessions(Buffer.from(key).toString('base64url'), () =>
          joinSession(options, key, options.agreementKey, gateKey),
        ),
      beats: beatsIn(door.mailbox, options.incarnation),
      removeRest: rest.remove,
      isKnown: knownRequests(),
      step: options.step ?? (() => undefined),
    };
    const sweeping = sweep();
    await receive(context);
    await sweeping;
    while (works.size > 0) await Promise.all([...works].map(({ settled }) => settled));
    rest.stop();
  };
  const sweep = async (): Promise<void> => {
    try {
      const removed = await sweepMailbox(door.mailbox, options.incarnation, taking.signal);
      if (removed > 0) log.info('relay.swept', { agent, removed });
    } catch (error) {
      log.warn('relay.left', { agent, code: error instanceof PlatformError ? error.code : 'internal' });
    }
  };
  const ended = serve();

  return {
    get running() {
      return running;
    },
    async drain(milliseconds) {
      taking.abort();
      const timer = setTimeout(
        () => working.abort(new RelayFailure('agent-lost', 'the agent was stopped', { sent: true })),
        milliseconds,
      );
      await ended.finally(() => clearTimeout(timer));
    },
    abort() {
      taking.abort();
      working.abort();
    },
    ended,
  };
};

/** What came when no more was taken: the gate sees that, and offers it to another agent. */
const giveBack = async (messages: readonly QueueMessage[]): Promise<void> => {
  for (const message of messages) await message.again(0).catch(() => undefined);
};

/** What a promise gives, or `undefined` as soon as a signal is aborted. Nothing is left at a signal that lives longer than the promise. */
const unlessAborted = async <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> => {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
