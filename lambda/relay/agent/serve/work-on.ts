import { untilAborted } from '../../../../connectors/until-aborted.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import type { QueueMessage } from '../../../platform/queue.ts';
import { chunkCipher } from '../../envelope/chunk-cipher.ts';
import { openRequest, type RequestKeys, requestKeys } from '../../envelope/request-keys.ts';
import { RelayFailure } from '../../relay-failure.ts';
import { mailboxNames } from '../../stream/names.ts';
import { receiveChunks } from '../../stream/receive-chunks.ts';
import { type ChunkWriter, chunkWriter, sendChunks } from '../../stream/send-chunks.ts';
import { type Offer, readOffer } from '../../wire/offer.ts';
import { readRequest, type SealedRequest, writeHead } from '../../wire/sealed-request.ts';
import { tellFailure } from '../../wire/told-failure.ts';
import { claimTicket, giveBack } from './claim-ticket.ts';
import type { ServeContext, ServeOutcome } from './serve-context.ts';
import { type NotWanted, watchGate } from './watch-gate.ts';
import { watchQuestion } from './watch-question.ts';

/** The work on one request. */
export interface Work {
  /** Resolves when the source is called no longer: then the agent is free for another request. */
  readonly worked: Promise<ServeOutcome>;
  /** Resolves when nothing of the request is left: the gate has read the answer, or the agent has removed it. */
  readonly settled: Promise<void>;
}

/**
 * Works on what came over the queue: opens it, claims it, runs it, and sends the answer. Never throws: what goes wrong after the claim is told to the gate.
 *
 * @param abort with a RelayFailure as its reason, which the gate is told; without one nobody is told anything
 */
export const workOn = (message: QueueMessage, context: ServeContext, abort: AbortSignal): Work => {
  const { promise: worked, resolve } = Promise.withResolvers<ServeOutcome>();
  const settled = work(message, context, abort, resolve)
    .catch((error: unknown) => {
      const exception = error instanceof Error ? error.constructor.name : typeof error;
      const code = error instanceof PlatformError ? error.code : 'internal';
      context.log.error('relay.work-failed', { agent: context.agent, code, exception });
      resolve('failed');
    })
    // Of what never was its work there is no other outcome.
    .then(() => resolve('dropped'));
  return { worked, settled };
};

const work = async (
  message: QueueMessage,
  context: ServeContext,
  abort: AbortSignal,
  worked: (outcome: ServeOutcome) => void,
): Promise<void> => {
  const { agent, incarnation, mailbox, beats, log, clock, step } = context;
  const offer = readOffer(message.text);
  step('received', offer?.id ?? '');
  if (!offer) return done(message, context);
  if (offer.incarnation !== incarnation) {
    // Nobody can open it any more.
    await giveBack(mailbox, offer).catch(() => undefined);
    return done(message, context);
  }
  const opened = await open(offer, context);
  // A message that comes again is of a request that was seen to already. What the gate did not seal is not remembered: neither can somebody else have
  // a request taken for known, nor have one forgotten.
  if (!opened || context.isKnown(offer.id)) return done(message, context);
  step('opened', offer.id);
  const { request, keys } = opened;
  const remaining = request.deadline - clock();
  if (remaining <= 0 || abort.aborted || !(await claimTicket(mailbox, offer))) return done(message, context);
  step('claimed', offer.id);
  beats.written(offer.id, 0);
  // A message that can not be taken out comes again, and its ticket is not there any more.
  const taken = done(message, context).then(() => step('taken', offer.id));

  const began = clock();
  const watch = watchGate(mailbox, offer.id, clock);
  const unwanted = new AbortController();
  let notWanted: NotWanted | undefined;
  const end = watch.ended.then((why) => {
    notWanted = why;
    unwanted.abort(new RelayFailure('relay-cancelled', 'nobody wants the answer any more', { sent: true }));
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(deadlineOver()), Math.min(remaining, 2 ** 31 - 1));
  const signal = AbortSignal.any([abort, unwanted.signal, late.signal]);
  const writer = chunkWriter({
    mailbox,
    cipher: chunkCipher(keys.answer),
    nameOf: mailboxNames(offer.id).answer,
    // What says that time is over must still be written; what nobody reads need not.
    signal: unwanted.signal,
    written: (chunks) => {
      beats.written(offer.id, chunks);
      step('chunk-written', offer.id);
    },
  });
  try {
    const outcome = await answer(request, context, { id: offer.id, keys, writer, signal, unwanted: unwanted.signal });
    log.info('relay.worked', {
      agent,
      source: request.request.source,
      kind: request.request.kind,
      outcome,
      milliseconds: Math.round(clock() - began),
    });
    worked(notWanted ? 'cancelled' : outcome);
    step('written', offer.id);
    watch.soon();
    if (!abort.aborted || abort.reason instanceof RelayFailure) await end;
  } finally {
    clearTimeout(timer);
    watch.stop();
    if (notWanted === 'gate-silent') log.warn('relay.abandoned', { agent, source: request.request.source });
    await taken;
    // What is still on its way into the mailbox would stay there.
    await writer.end().catch(() => undefined);
    await context.removeRest(offer.id);
    await beats.settled(offer.id);
    step('read', offer.id);
  }
};

/** What a request is answered with. */
interface Answering {
  readonly id: string;
  readonly keys: RequestKeys;
  readonly writer: ChunkWriter;
  /** Aborted when it is to be run no longer. */
  readonly signal: AbortSignal;
  /** Aborted when nobody reads an answer any more. */
  readonly unwanted: AbortSignal;
}

/** Runs the request and writes its answer, or why there is none. */
const answer = async (
  { request, body }: SealedRequest,
  { run, mailbox, clock, step }: ServeContext,
  { id, keys, writer, signal, unwanted }: Answering,
): Promise<ServeOutcome> => {
  const names = mailboxNames(id);
  try {
    step('run', id);
    const question = bodyOf(request, body, () =>
      receiveChunks({
        mailbox,
        cipher: chunkCipher(keys.question),
        nameOf: names.question,
        signal,
        waiting: watchQuestion(mailbox, id, clock),
      }),
    );
    const { head, body: answered } = await run(request, { body: question, signal });
    step('answered', id);
    await sendChunks(writer, until(signal, answered), writeHead(head));
    return 'answered';
  } catch (thrown) {
    const reason = signal.aborted ? signal.reason : thrown;
    // Where nobody is to be told, the agent was revoked, or the answer is not wanted.
    if (signal.aborted && (unwanted.aborted || !(reason instanceof RelayFailure))) return 'cancelled';
    await writer.write('failed', tellFailure(reason));
    await writer.end();
    return 'failed';
  }
};

async function* bodyOf(
  request: SealedRequest['request'],
  whole: Uint8Array | undefined,
  chunks: () => ReturnType<typeof receiveChunks>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (whole) yield whole;
  if (whole || request.kind !== 'http' || request.body === 'none') return;
  for await (const { kind, bytes } of chunks()) {
    if (kind === 'failed')
      throw new RelayFailure('relay-cancelled', 'the body of the request broke off', { sent: true });
    if (bytes.length > 0) yield bytes;
  }
}

/** The same bytes, until a signal is aborted: a source that hangs must not hold up what is said about it. */
async function* until(
  signal: AbortSignal,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await untilAborted(signal, iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    iterator.return?.().catch(() => undefined);
  }
}

const open = async (
  offer: Offer,
  { agent, mailbox, secretOf, log }: ServeContext,
): Promise<{ readonly request: SealedRequest; readonly keys: RequestKeys } | undefined> => {
  const sealed = offer.sealed ?? (await requestOf(offer, mailbox));
  if (!sealed) return undefined;
  try {
    const keys = requestKeys(await secretOf(offer.key), offer.id);
    const plain = openRequest(keys, sealed);
    if (plain) return { request: readRequest(plain), keys };
  } catch {
    // A key that is none, or a request that is none.
  }
  // Not sealed by the gate: somebody else writes to the queue. Of such a message nothing is believed, and its ticket is left alone.
  log.error('relay.offer-refused', { agent, code: 'not-of-the-gate' });
  return undefined;
};

/** What was too long for the message. If it got lost on its way to the store, the gate is told, which would wait for a claim otherwise. */
const requestOf = async (offer: Offer, mailbox: ServeContext['mailbox']): Promise<Uint8Array | undefined> => {
  try {
    const sealed = await mailbox.get(mailboxNames(offer.id).request);
    if (!sealed) await giveBack(mailbox, offer);
    return sealed;
  } catch {
    return undefined;
  }
};

const done = async (message: QueueMessage, { agent, log }: ServeContext): Promise<void> => {
  try {
    await message.done();
  } catch (error) {
    log.warn('relay.message-kept', { agent, code: error instanceof PlatformError ? error.code : 'internal' });
  }
};

const deadlineOver = (): RelayFailure =>
  new RelayFailure('relay-deadline', 'the time for the request is over', { sent: true });
