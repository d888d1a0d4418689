import { pipeline, type Readable } from 'node:stream';
import type { Shape } from '../../../config/shapes/shape.ts';
import type { CompiledShape } from '../../shapes/compile-shape.ts';
import type { Admitted } from '../admission/admitted.ts';
import { subjectHeader } from '../admission/subject.ts';
import type { AuditRecord } from '../audit-record.ts';
import type { SourceAnswer } from '../call-source.ts';
import { discard } from '../discard.ts';
import { ProxyFailed } from '../proxy-failed.ts';
import { answerHeaders } from './answer-headers.ts';
import { type AnswerType, answerType } from './answer-type.ts';
import { type BodyEnd, bodyStream } from './body-stream.ts';
import { decoderFor } from './decode.ts';
import { type Encoding, encoderFor, shortestEncoded } from './encode.ts';
import type { GateTags } from './gate-tags.ts';
import type { Links } from './links.ts';
import { negotiateEncoding } from './negotiate-encoding.ts';
import { shapeFor } from './shape-for.ts';
import { sourceProblem, sourceProblemCode } from './source-problem.ts';
import { bodyFailure, treatBody } from './treat-body.ts';
import type { TreatStream } from './treat-stream.ts';

/** What an answer depends on, beside the source's. */
export interface AnswerContext {
  readonly admitted: Admitted;
  readonly acceptEncoding: string | null;
  readonly reference: string;
  readonly links: Links;
  readonly tags: GateTags;
  compiled(shape: Shape): CompiledShape;
  readonly record: AuditRecord;
  /** Told once that nothing more happens for this call: at once, or at the end of a body that is still being sent. */
  ended(end: BodyEnd, status: number, code?: string): void;
}

/**
 * Makes the vendor's answer out of the source's: its status, the headers that may leave, and what the endpoint's shape lets through of
 * its body.
 *
 * @throws ProxyFailed if there is a body that can not be treated; then `ended` was not called
 */
export const answerOf = async (source: SourceAnswer, context: AnswerContext): Promise<Response> => {
  const { status, headers } = source;
  const { admitted, reference, ended } = context;
  if (status >= 400) {
    discard(source.body);
    ended({ outcome: 'complete' }, status, sourceProblemCode(status));
    return sourceProblem(status, headers, reference);
  }
  const shape = isBodiless(status) ? undefined : shapeFor(admitted.endpoint, status);
  if (!shape || admitted.method === 'HEAD' || headers['content-length'] === '0')
    return emptyAnswer(source, context, shape);

  const type = answerType(headers['content-type']);
  const { links, compiled } = context;
  const treated = await treatBody(source.body, {
    shape: compiled(shape),
    decoder: decoderFor(headers['content-encoding'], type.packing),
    isLines: type.isLines,
    link: links.rewrite,
  });
  if (!treated) return emptyAnswer(source, context, undefined);
  if ('stream' in treated) return streamAnswer(source, context, type, treated.stream);
  context.record.counts = () => treated.counts;
  return wholeAnswer(source, context, type, treated.whole);
};

/** Statuses that never have a body (RFC 9110, section 15). */
const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;

const headersOf = (
  { status, headers }: SourceAnswer,
  { admitted, links, tags, reference }: AnswerContext,
  encoding: Encoding | undefined,
): Record<string, string> => {
  const { endpoint, url } = admitted;
  const kept = answerHeaders({ status, headers, endpoint, links, base: url });
  const sent = status === 304 ? tags.sentFor(headers.etag, admitted.conditional['if-none-match']) : undefined;
  const etag = sent ?? tags.toVendor(headers.etag, encoding);
  if (etag !== undefined) kept['etag'] = etag;
  if (endpoint.subject) kept['vary'] = subjectHeader;
  kept['sallyport-reference'] = reference;
  return kept;
};

/** What else the answer to the same URL depends on (RFC 9110, section 12.5.5). */
const alsoBy = (vary: string | undefined, header: string): string => (vary ? `${vary}, ${header}` : header);

const emptyAnswer = (source: SourceAnswer, context: AnswerContext, shape: Shape | undefined): Response => {
  const { status, headers, body } = source;
  discard(body);
  const kept = headersOf(source, context, undefined);
  const contentType = headers['content-type'];
  if (shape && context.admitted.method === 'HEAD' && contentType !== undefined) {
    kept['content-type'] = answerType(contentType).mediaType;
    kept['vary'] = alsoBy(kept['vary'], 'accept-encoding');
  }
  context.ended({ outcome: 'complete' }, status);
  return new Response(null, { status, headers: kept });
};

const bodyHeaders = (
  source: SourceAnswer,
  context: AnswerContext,
  { mediaType }: AnswerType,
  encoding: Encoding | undefined,
): Record<string, string> => {
  const kept = headersOf(source, context, encoding);
  kept['content-type'] = mediaType;
  kept['vary'] = alsoBy(kept['vary'], 'accept-encoding');
  if (encoding) kept['content-encoding'] = encoding;
  return kept;
};

const wholeAnswer = (source: SourceAnswer, context: AnswerContext, type: AnswerType, whole: Buffer): Response => {
  // Lines may all be gone; a document of which nothing is left would be none.
  if (whole.length === 0 && !type.isLines) throw new ProxyFailed('answer-unfit');
  const wanted = whole.length < shortestEncoded ? undefined : negotiateEncoding(context.acceptEncoding);
  const bytes = wanted ? encoderFor(wanted).whole(whole) : whole;
  const headers = bodyHeaders(source, context, type, wanted);
  headers['content-length'] = String(bytes.length);
  context.record.bytes = bytes.length;
  context.ended({ outcome: 'complete' }, source.status);
  return new Response(bytes as Uint8Array<ArrayBuffer>, { status: source.status, headers });
};

const streamAnswer = (
  source: SourceAnswer,
  context: AnswerContext,
  type: AnswerType,
  treated: TreatStream,
): Response => {
  const { record, acceptEncoding, ended } = context;
  const { status } = source;
  record.counts = () => treated.counts;
  const wanted = negotiateEncoding(acceptEncoding);
  const last: Readable = wanted ? pipeline(treated, encoderFor(wanted).stream(), () => undefined) : treated;
  const body = bodyStream(
    last,
    (bytes) => {
      record.bytes += bytes;
    },
    (end) => ended(end.outcome === 'failed' ? { ...end, error: bodyFailure(end.error) } : end, status),
  );
  return new Response(body, { status, headers: bodyHeaders(source, context, type, wanted) });
};
