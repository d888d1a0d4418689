import type { Value } from '@bufbuild/protobuf/wkt';
import type { Json } from '../../connectors/item.ts';
import { PerformImportRequestSchema as V1Request } from './gen/elimity/insights/customgateway/v1alpha1/service_pb.ts';
import { PerformImportRequestSchema as V2Request } from './gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import { valueJson } from './json-value.ts';
import { gatewayVersion, initialCursor, type ProtocolVersion } from './protocol.ts';
import { ProtocolError } from './protocol-error.ts';
import { readMessage } from './read-message.ts';
import type { Wire } from './wire.ts';

/** What a vendor asks of an import. */
export interface ImportRequest {
  /** `undefined`: from the beginning. */
  readonly cursor: Json | undefined;
  readonly fields: Readonly<Record<string, Json>>;
}

const toJson = (what: string, value: Value): Json => {
  try {
    return valueJson(value);
  } catch {
    throw new ProtocolError('invalid_argument', `${what} of the request has no value, or one that JSON does not know`);
  }
};

const fieldsOf = (fields: Readonly<Record<string, Value>>): ImportRequest['fields'] =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toJson('a field', value)]));

const cursorOf = (value: Value | undefined): Json | undefined => {
  const cursor = value && toJson('the cursor', value);
  return cursor === null || cursor === initialCursor ? undefined : cursor;
};

/**
 * Reads the request of `PerformImport`. A missing or null cursor means the initial one.
 *
 * @throws ProtocolError as `readMessage`; `unknown` for another version of the gateway
 */
export const readImportRequest = async (
  request: Request,
  wire: Wire,
  version: ProtocolVersion,
): Promise<ImportRequest> => {
  if (version === 'v1alpha1') {
    const { fields } = await readMessage(request, wire, V1Request);
    return { cursor: undefined, fields: fieldsOf(fields) };
  }
  const message = await readMessage(request, wire, V2Request);
  if (message.version !== gatewayVersion) {
    const given = JSON.stringify(message.version.slice(0, 40)).slice(1, -1);
    throw new ProtocolError('unknown', `expected request to have version ${gatewayVersion} instead of ${given}`);
  }
  return { cursor: cursorOf(message.cursor), fields: fieldsOf(message.fields) };
};
