import { type Context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';

const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/**
 * What a call is a part of for its caller (W3C Trace Context, `traceparent`). Only its two ids are taken: whether spans are made is not
 * the caller's to say, and `tracestate` may hold anything. Neither is sent on to a source.
 *
 * @param header its value, if there is one; one that is malformed counts as none
 */
export const traceParent = (header: string | null): Context => {
  const [, traceId, spanId] = form.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
};
