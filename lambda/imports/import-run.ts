import type { Batch, Item, Json } from '../../connectors/item.ts';
import { ProtocolError } from './protocol-error.ts';
import { Silence } from './silence.ts';
import type { Stopper } from './stopper.ts';
import { batchBytes } from './writer/frame-buffer.ts';
import type { ItemWriter } from './writer/item-writer.ts';

/** What has gone out so far. */
export interface ImportCounts {
  entities: number;
  relationships: number;
  bytes: number;
}

/** How an import came to its end without an error. */
export type ImportOutcome = 'complete' | 'gone' | 'page';

/** One request's import: a source, a writer for its items, and what may stop it. */
export interface ImportRun {
  readonly source: AsyncGenerator<Batch, void, undefined>;
  readonly writer: ItemWriter;
  readonly stopper: Stopper;
  readonly counts: ImportCounts;
  /** Whether the caller understands a cursor. */
  readonly pages: boolean;
  /** After so many bytes the page should end. */
  readonly pageBytes: number;
  /** After so many milliseconds without a byte something is sent. @default - silence does no harm */
  readonly silence?: number | undefined;
}

type Pieces<Result> = AsyncGenerator<Uint8Array, Result, undefined>;

/**
 * Runs an import, yielding what is to be sent in pieces of about 64 KiB, without the frame that ends the stream.
 *
 * A page ends with a cursor when the page's time or bytes are used up and the source has said where it can go on.
 *
 * @throws SourceError or whatever the source throws; ProtocolError `deadline_exceeded`
 */
export async function* runImport(run: ImportRun): Pieces<ImportOutcome> {
  const { source, stopper } = run;
  // Not awaited: a source that hangs must not hold up the answer. It is told by its signal as well.
  stopper.signal.addEventListener('abort', () => void source.return().catch(() => undefined), { once: true });
  const silence = new Silence(run.silence, () => stopper.nudge());
  try {
    const outcome = yield* pieces(run, silence);
    if (run.writer.frames.position > 0) yield take(run);
    return outcome;
  } finally {
    silence.close();
    stopper.close();
  }
}

/** The protocol has no message without a meaning; a line for the vendor's import log changes nothing of what is imported. */
const stillReading: Item = { kind: 'log', level: 'info', message: 'Still reading.' };

async function* pieces(run: ImportRun, silence: Silence): Pieces<ImportOutcome> {
  const { source, stopper, writer, counts } = run;
  let resume: Json | undefined;
  let mark: Json | undefined;
  const pageFull = () => counts.bytes + writer.frames.position >= run.pageBytes;
  const pageOver = () => run.pages && resume !== undefined && (stopper.reason !== undefined || pageFull());
  const enough = () => stopper.final || pageOver() || silence.isLong;
  const send = (): Uint8Array => {
    silence.end();
    return take(run);
  };
  let batch = source.next();
  for (;;) {
    const next = await stopper.race(batch, enough);
    if (stopper.final) return stopped(run);
    if (silence.isLong) {
      if (writer.frames.position === 0) writer.item(stillReading);
      yield send();
      if (stopper.final) return stopped(run);
    }
    if (next?.done) {
      if (run.pages && mark !== undefined) writer.cursor(mark);
      return 'complete';
    }
    for (const item of next?.value.items ?? []) {
      write(run, item);
      if (writer.frames.position < batchBytes) continue;
      yield send();
      if (stopper.final) return stopped(run);
    }
    if (next) ({ resume, mark } = next.value);
    if (pageOver()) {
      writer.cursor(resume!);
      return 'page';
    }
    if (next) batch = source.next();
  }
}

const write = ({ writer, counts }: ImportRun, item: Item): void => {
  writer.item(item);
  if (item.kind === 'entity') counts.entities++;
  else if (item.kind === 'relationship') counts.relationships++;
};

const take = ({ writer, counts }: ImportRun): Uint8Array => {
  const piece = writer.frames.take();
  counts.bytes += piece.length;
  return piece;
};

const stopped = ({ stopper }: ImportRun): 'gone' => {
  if (stopper.reason === 'gone') return 'gone';
  throw new ProtocolError(
    'deadline_exceeded',
    stopper.reason === 'deadline'
      ? 'the deadline of the request has passed'
      : 'the time limit of the host has passed before the source gave a place to go on from',
  );
};
