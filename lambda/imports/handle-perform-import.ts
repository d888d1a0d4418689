import { compressorFor, negotiateEncoding } from './compression.ts';
import type { ImportCall } from './import-call.ts';
import { importContext } from './import-context.ts';
import { importStream } from './import-stream.ts';
import { pageTimes } from './page-times.ts';
import type { ProtocolVersion } from './protocol.ts';
import { readImportRequest } from './read-import-request.ts';
import { Stopper } from './stopper.ts';
import { timeoutOf } from './timeout.ts';
import { answerHeaders, type Wire } from './wire.ts';
import { FrameBuffer } from './writer/frame-buffer.ts';
import { writerFor } from './writer/writer-for.ts';

/** Answers `PerformImport` with the stream of what the source holds. */
export const handlePerformImport = async (
  call: ImportCall,
  wire: Wire,
  version: ProtocolVersion,
): Promise<Response> => {
  const { request, platform, shutdown, reference } = call;
  const deadline = timeoutOf(wire, request.headers);
  const asked = await readImportRequest(request, wire, version);
  const encoding = negotiateEncoding(request.headers.get(wire.headers.acceptEncoding));
  const times = pageTimes(call.limits);
  const stopper = new Stopper({ deadline, page: times.page, limit: times.limit });
  shutdown?.addEventListener('abort', () => stopper.stop('shutdown'), { signal: stopper.signal });
  if (shutdown?.aborted) stopper.stop('shutdown');
  const run = {
    source: call.source.open(importContext({ ...call, signal: stopper.signal }, asked)),
    writer: writerFor(wire.codec, version, new FrameBuffer(encoding && compressorFor(encoding))),
    stopper,
    counts: { entities: 0, relationships: 0, bytes: 0 },
    pages: version === 'v1alpha2',
    pageBytes: times.bytes,
    silence: times.silence,
  };
  const fields = {
    ...call.audit,
    version,
    codec: wire.codec,
    begins: asked.cursor === undefined ? 'initial' : 'cursor',
  };
  platform.log.info('import.started', fields);
  const stream = importStream(run, wire, { log: platform.log, fields, reference, now: platform.now });
  return new Response(stream, { headers: answerHeaders(wire, encoding) });
};
