import { create, fromJson, toBinary, toJsonString } from '@bufbuild/protobuf';
import { timestampFromMs, ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Attributes, Item, Json, Value } from '../../../connectors/item.ts';
import { PerformImportResponseSchema as V1 } from '../../../lambda/imports/gen/elimity/insights/customgateway/v1alpha1/service_pb.ts';
import { PerformImportResponseSchema as V2 } from '../../../lambda/imports/gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import type { Codec, ProtocolVersion } from '../../../lambda/imports/protocol.ts';

const protoValue = (value: Value) => {
  if (value.type === 'boolean') return { value: { case: 'boolean' as const, value: value.value } };
  if (value.type === 'number') return { value: { case: 'number' as const, value: value.value } };
  if (value.type === 'string') return { value: { case: 'string' as const, value: value.value } };
  return { value: { case: value.type, value: timestampFromMs(value.value.getTime()) } };
};

const assignments = (attributes: Attributes | undefined) =>
  Object.fromEntries(Object.entries(attributes ?? {}).map(([id, value]) => [id, protoValue(value)]));

const oneof = (item: Item) => {
  if (item.kind === 'log') {
    const level = { value: { case: item.level, value: {} } };
    return { case: 'log' as const, value: { level, message: item.message } };
  }
  if (item.kind === 'entity') {
    const { id, name, type } = item;
    return { case: 'entity' as const, value: { attributeAssignments: assignments(item.attributes), id, name, type } };
  }
  return {
    case: 'relationship' as const,
    value: {
      attributeAssignments: assignments(item.attributes),
      fromEntityId: item.fromId,
      fromEntityType: item.fromType,
      toEntityId: item.toId,
      toEntityType: item.toType,
    },
  };
};

const encode = (codec: Codec, schema: typeof V1 | typeof V2, value: unknown): Uint8Array => {
  const message = create(schema as typeof V2, { value: value as never });
  if (codec === 'proto') return toBinary(schema as typeof V2, message);
  return new TextEncoder().encode(toJsonString(schema as typeof V2, message));
};

/** The message that the generated code of protobuf-es makes of an item. */
export const encodeItem = (codec: Codec, version: ProtocolVersion, item: Item): Uint8Array =>
  encode(codec, version === 'v1alpha1' ? V1 : V2, oneof(item));

/** The message that the generated code of protobuf-es makes of a cursor. */
export const encodeCursor = (codec: Codec, cursor: Json): Uint8Array =>
  encode(codec, V2, { case: 'cursor', value: fromJson(ValueSchema, cursor as never) });
