import type { Json } from '../../../connectors/item.ts';
import { chunkCipher } from '../envelope/chunk-cipher.ts';
import { RelayFailure } from '../relay-failure.ts';
import type { RelayedAnswer } from '../relayed-request.ts';
import { mailboxNames } from '../stream/names.ts';
import { pausing } from '../stream/pause.ts';
import { receiveChunks } from '../stream/receive-chunks.ts';
import { type ChunkWriter, chunkWriter, sendChunks } from '../stream/send-chunks.ts';
import { gateBeatMilliseconds } from '../times.ts';
import { gateWordBytes } from '../wire/gate-word.ts';
import { splitHead } from '../wire/sealed-request.ts';
import { failureTold } from '../wire/told-failure.ts';
import type { OfferedRequest } from './offer-request.ts';
import { type AgentWatch, Withdrawn } from './watch-agent.ts';

/** What an answer is read with. */
export interface ReadAnswerOptions {
  readonly offered: OfferedRequest;
  readonly watch: AgentWatch;
  /** The request's body, where it did not go with the request. */
  readonly stream: AsyncIterable<Uint8Array> | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds as `now` has them. */
  readonly deadline: number;
  now(): number;
  /** Told once how it ended, with the bytes of the answer. */
  ended(outcome: 'answered' | 'failed' | 'cancelled' | 'withdrawn', code: string | undefined, bytes: number): void;
}

/**
 * Reads what an agent answers, and sends it the rest of the request. However it ends, nothing of the request is left in the mailbox, and the agent learns
 * within a second that nobody waits any more.
 *
 * Throws Withdrawn if the agent never had it, and what AskAgents throws.
 */
export const readAnswer = async (options: ReadAnswerOptions): Promise<RelayedAnswer> => {
  // Nobody may ever ask for more: what is held is let go when it is wanted no longer. Whoever asks after that is told why.
  let released: { readonly reason: unknown } | undefined;
  const chunks = answerChunks(options, (reason) => {
    released = { reason };
    chunks.return(undefined).catch(() => undefined);
  });
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const part of chunks) if ('bytes' in part && part.bytes.length > 0) yield part.bytes;
    if (released) throw released.reason;
  }
  const { value: head, done } = await chunks.next();
  if (released) throw released.reason;
  if (done || !('head' in head)) throw new TypeError('an answer has a head');
  return { head: head.head as Json, body: bytes() };
};

type AnswerPart = { readonly head: unknown } | { readonly bytes: Uint8Array };

async function* answerChunks(
  options: ReadAnswerOptions,
  release: (reason: unknown) => void,
): AsyncGenerator<AnswerPart, void, undefined> {
  const { offered, watch, stream, signal, ended } = options;
  const { id, mailbox, keys } = offered;
  const names = mailboxNames(id);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const timer = setTimeout(() => stop.abort(deadlineOver()), Math.max(0, options.deadline - options.now()));
  const onAbort = () => release(until.reason);
  until.addEventListener('abort', onAbort, { once: true });
  const word = gateWord(offered);
  const writer = stream && questionWriter(offered, until, word.written);
  let bytes = 0;
  let isRead = false;
  let failure: unknown;
  try {
    if (stream && writer) {
      await claimed(watch, until);
      // What its source throws is told to the agent, and thrown.
      sendChunks(writer, stream).catch((error: unknown) => stop.abort(error));
    }
    let isFirst = true;
    const received = receiveChunks({
      mailbox,
      cipher: chunkCipher(keys.answer),
      nameOf: names.answer,
      signal: until,
      waiting: (number) => watch.look(number),
      atEnd: async () => [...offered.names, ...(await word.stop())],
    });
    for await (const chunk of received) {
      await watch.still();
      if (chunk.kind === 'failed') throw failureTold(chunk.bytes);
      const { head, rest } = isFirst ? headOf(chunk.bytes) : { head: undefined, rest: chunk.bytes };
      // Said before it is given on: whoever reads may stop at the last byte.
      isRead = chunk.kind === 'last';
      if (isFirst) yield { head };
      isFirst = false;
      bytes += rest.length;
      yield { bytes: rest };
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    clearTimeout(timer);
    until.removeEventListener('abort', onAbort);
    stop.abort(new RelayFailure('relay-cancelled', 'the answer is wanted no longer', { sent: true }));
    const marked = await word.stop();
    // What is still on its way into the mailbox would stay there.
    await writer?.end().catch(() => undefined);
    const isWithdrawn = failure instanceof Withdrawn;
    // Of a request that was not read to its end, parts may be left too; of one that nobody had, the word alone.
    if (isWithdrawn) await mailbox.remove(marked).catch(() => undefined);
    else if (!(isRead && stream === undefined)) await removeAll(offered, marked);
    const outcome = isWithdrawn ? 'withdrawn' : failure ? 'failed' : isRead ? 'answered' : 'cancelled';
    ended(outcome, codeOf(failure), bytes);
  }
}

/** Writes the rest of the request. */
const questionWriter = (
  { id, mailbox, keys }: OfferedRequest,
  signal: AbortSignal,
  written: (chunks: number) => void,
): ChunkWriter =>
  chunkWriter({ mailbox, cipher: chunkCipher(keys.question), nameOf: mailboxNames(id).question, signal, written });

/** A body is given once: not before it is certain who takes it. */
const claimed = async (watch: AgentWatch, signal: AbortSignal): Promise<void> => {
  const pause = pausing(signal);
  while (!watch.isClaimed) {
    await watch.look(0);
    if (!watch.isClaimed) await pause.next();
  }
};

/** Says from time to time that this process still wants its answer, for the agent gives up what nobody wants, and how much of the request there is. */
const gateWord = ({ id, mailbox }: OfferedRequest) => {
  const name = mailboxNames(id).gate;
  let count = 0;
  let written = 0;
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    count++;
    writing = mailbox.put(name, gateWordBytes({ count, written })).catch(() => undefined);
  }, gateBeatMilliseconds);
  return {
    /** So many chunks of the request's body are in the mailbox. */
    written(chunks: number): void {
      written = chunks;
    },
    /** Says it no longer, and gives the names that are left by it: what is on its way has come by then. */
    async stop(): Promise<readonly string[]> {
      clearInterval(timer);
      await writing;
      return count > 0 ? [name] : [];
    },
  };
};

/** The ticket goes first, by which the agent learns of it; what the agent writes until then it removes itself. */
const removeAll = async ({ id, mailbox, names }: OfferedRequest, marked: readonly string[]): Promise<void> => {
  try {
    await mailbox.remove([...names, ...marked]);
    await mailbox.remove(await mailbox.list(id));
  } catch {
    // The mailbox's own rules remove what is left within a day.
  }
};

const headOf = (bytes: Uint8Array): { readonly head: unknown; readonly rest: Uint8Array } => {
  try {
    return splitHead(bytes);
  } catch (cause) {
    throw new RelayFailure('relay-broken', 'the answer has no head: is the agent of another version?', {
      sent: true,
      cause,
    });
  }
};

const codeOf = (failure: unknown): string | undefined => {
  if (failure === undefined) return undefined;
  const { code } = failure as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'internal';
};

const deadlineOver = (): RelayFailure =>
  new RelayFailure('relay-deadline', 'the time for the request is over', { sent: true });
