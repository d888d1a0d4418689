import { problemResponse } from '../problem.ts';
import { handleMeta } from './handle-meta.ts';
import { handlePerformImport } from './handle-perform-import.ts';
import type { ImportCall } from './import-call.ts';
import type { Procedure } from './protocol.ts';
import { codeNumbers, type ProtocolError } from './protocol-error.ts';
import { tellVendor } from './tell-vendor.ts';
import { acceptedTypes, answerHeaders, errorJson, type Wire, wireOf } from './wire.ts';

/** An error before the first message: a stream still answers 200 and tells it in its last frame. */
const errorAnswer = (wire: Wire, error: ProtocolError): Response => {
  const headers = answerHeaders(wire);
  if (wire.framed) return new Response(Buffer.from(wire.end(error)), { headers });
  return Response.json(errorJson(error), {
    status: codeNumbers[error.code].http,
    headers: { ...headers, 'content-type': 'application/json' },
  });
};

/**
 * Answers one call of the Elimity custom-gateway protocol (Connect or gRPC-Web over HTTP POST, binary or JSON).
 *
 * @example
 * const procedure = procedureOf(new URL(request.url).pathname);
 * if (procedure) return handleImport(procedure, { request, source, platform, limits: {}, reference, audit: {} });
 */
export const handleImport = async ({ version, method }: Procedure, call: ImportCall): Promise<Response> => {
  const { request, reference, platform } = call;
  if (request.method !== 'POST') {
    const detail = 'A procedure is called by POST.';
    return problemResponse({ status: 405, code: 'method-not-allowed', detail, reference, headers: { allow: 'POST' } });
  }
  const wire = wireOf(method, request.headers.get('content-type'));
  if (!wire) {
    const types = acceptedTypes(method);
    const detail = `The content type of the request is not one of ${types}.`;
    return problemResponse({
      status: 415,
      code: 'unsupported-media-type',
      detail,
      reference,
      headers: { 'accept-post': types },
    });
  }
  try {
    return method === 'Meta' ? await handleMeta(call, wire) : await handlePerformImport(call, wire, version);
  } catch (thrown) {
    const { error, fields } = tellVendor(thrown, reference);
    platform.log.warn('import.refused', { ...call.audit, ...fields });
    return errorAnswer(wire, error);
  }
};
