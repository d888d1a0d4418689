import { valueTypes } from '../../config/shapes/value-types.ts';
import type { NotedShape } from './noted-shape.ts';

/**
 * The parts as one shape: a choice if there are several.
 *
 * @param isNullable whether it may be null too
 * @param hasNull whether a part allows that already
 */
export const withNull = (
  parts: readonly NotedShape[],
  isNullable: boolean,
  hasNull: (part: NotedShape) => boolean,
): NotedShape => {
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (!isNullable || parts.some(hasNull)) return only ?? { anyOf: parts };
  if (only && only.$ref === undefined && only.enum) return { ...only, enum: [...only.enum, null] };
  if (only && only.$ref === undefined && only.type !== undefined)
    return { ...only, type: [...valueTypes(only), 'null'] };
  return { anyOf: [...parts, { type: 'null' }] };
};
