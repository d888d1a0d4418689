import type { Shape } from '../../../config/shapes/shape.ts';
import type { FieldPath, NamedField } from './named-requests.ts';

/**
 * All that a shape names, however deep; each definition once on each way down.
 *
 * @param place what the shape is of
 */
export const fieldsOfShape = (
  root: Shape,
  $defs: Readonly<Record<string, Shape>>,
  place: string,
): readonly NamedField[] => {
  const fields: NamedField[] = [];
  const walk = (shape: Shape, path: FieldPath, definition: string, inside: ReadonlySet<string>): void => {
    if (shape.$ref !== undefined) {
      const name = shape.$ref.replace('#/$defs/', '');
      const target = $defs[name];
      if (target && !inside.has(name)) walk(target, path, `$defs: ${name}`, new Set([...inside, name]));
      return;
    }
    const step = (name: string, below: Shape, isField: boolean): void => {
      const own = `${definition} ${name}`;
      if (isField) fields.push({ path: [...path, name], definedAt: own });
      walk(below, [...path, name], own, inside);
    };
    for (const choice of shape.anyOf ?? []) walk(choice, path, definition, inside);
    for (const [name, property] of Object.entries(shape.properties ?? {})) step(name, property, true);
    for (const item of [...(shape.prefixItems ?? []), ...(shape.items ? [shape.items] : [])]) step('[]', item, false);
    if (shape.additionalProperties) step('{}', shape.additionalProperties, false);
  };
  walk(root, [], place, new Set());
  return fields;
};
