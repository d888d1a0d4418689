import { fromJson, toJson } from '@bufbuild/protobuf';
import { type Value, ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Json } from '../../connectors/item.ts';

/** A `google.protobuf.Value` of a JSON value. */
export const jsonValue = (json: Json): Value => fromJson(ValueSchema, json as never);

/** The JSON value of a `google.protobuf.Value`. */
export const valueJson = (value: Value): Json => toJson(ValueSchema, value) as Json;
