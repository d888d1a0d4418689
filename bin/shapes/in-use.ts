import { definitionOf } from '../../config/shapes/shapes-draft.ts';
import type { EndpointDraft } from './draft-endpoint.ts';
import { partsOf, shapesOf } from './endpoint-shapes.ts';
import type { NotedShape } from './noted-shape.ts';

/** The definitions that endpoints lead to, in the order in which they come up: what is asked for first, then what that is made of. */
export const inUse = (
  endpoints: readonly EndpointDraft[],
  definitions: ReadonlyMap<string, NotedShape>,
): ReadonlyMap<string, NotedShape> => {
  const used = new Map<string, NotedShape>();
  const waiting = endpoints.flatMap(shapesOf);
  // It grows while it is gone through.
  for (const shape of waiting) {
    for (const name of namesIn(shape)) {
      const definition = definitions.get(name);
      if (used.has(name) || !definition) continue;
      used.set(name, definition);
      waiting.push(definition);
    }
  }
  return used;
};

const namesIn = (shape: NotedShape): readonly string[] =>
  shape.$ref === undefined ? partsOf(shape).flatMap(namesIn) : [definitionOf(shape.$ref)];
