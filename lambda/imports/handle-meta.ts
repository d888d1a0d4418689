import { create, toBinary, toJsonString } from '@bufbuild/protobuf';
import { MetaRequestSchema, MetaResponseSchema } from './gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import type { ImportCall } from './import-call.ts';
import { jsonValue } from './json-value.ts';
import { gatewayVersion, initialCursor } from './protocol.ts';
import { readMessage } from './read-message.ts';
import { answerHeaders, frame, type Wire } from './wire.ts';

/**
 * Answers `Meta`: where an import begins, and the version that its requests must repeat.
 *
 * The answer is never compressed: it is smaller than any message that is worth it.
 */
export const handleMeta = async ({ request }: ImportCall, wire: Wire): Promise<Response> => {
  await readMessage(request, wire, MetaRequestSchema);
  const meta = create(MetaResponseSchema, { initialCursor: jsonValue(initialCursor), version: gatewayVersion });
  const message =
    wire.codec === 'proto'
      ? toBinary(MetaResponseSchema, meta)
      : new TextEncoder().encode(toJsonString(MetaResponseSchema, meta));
  const body = wire.framed ? Buffer.concat([frame(0, message), wire.end()]) : Buffer.from(message);
  return new Response(body, { headers: answerHeaders(wire) });
};
