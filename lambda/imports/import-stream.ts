import type { Log } from '../platform/log.ts';
import { type ImportRun, runImport } from './import-run.ts';
import { tellVendor } from './tell-vendor.ts';
import type { Wire } from './wire.ts';

/** What an import's log lines say of its call: who, which source, under which reference number. */
export interface ImportAudit {
  readonly log: Log;
  readonly fields: Readonly<Record<string, string>>;
  readonly reference: string;
  /** Milliseconds since 1970. */
  now(): number;
}

async function* body(run: ImportRun, wire: Wire, audit: ImportAudit): AsyncGenerator<Uint8Array, void, undefined> {
  const began = audit.now();
  // Stays so if the reader goes away while we wait for it to take a piece.
  let outcome = 'gone';
  let failure = {};
  try {
    outcome = yield* runImport(run);
    yield wire.end();
  } catch (thrown) {
    outcome = 'failed';
    const { error, fields } = tellVendor(thrown, audit.reference);
    failure = fields;
    // What was written before the error is whole and belongs to the vendor.
    if (run.writer.frames.position > 0) yield run.writer.frames.take();
    yield wire.end(error);
  } finally {
    const end = { ...audit.fields, outcome, ...run.counts, milliseconds: audit.now() - began, ...failure };
    if (outcome === 'failed') audit.log.error('import.ended', end);
    else audit.log.info('import.ended', end);
  }
}

/**
 * The body of an import's answer. Its source is read only as fast as the stream is, and is ended as soon as the stream is cancelled.
 */
export const importStream = (run: ImportRun, wire: Wire, audit: ImportAudit): ReadableStream<Uint8Array> => {
  const pieces = body(run, wire, audit);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        run.stopper.stop('gone');
        // Not awaited, for the same reason: it would wait for a source that hangs.
        void pieces.return().catch(() => undefined);
      },
    },
    // The piece that is being sent and the next one: enough to write and send at the same time.
    { highWaterMark: 1 },
  );
};
