import type { DefinitionNames } from './definition-names.ts';
import type { EndpointDraft } from './draft-endpoint.ts';
import { mapParts, mapShapes, partsOf, shapesOf } from './endpoint-shapes.ts';
import { type NotedShape, title } from './noted-shape.ts';
import { wordsOf } from './words-of.ts';

interface Shared {
  readonly endpoints: readonly EndpointDraft[];
  readonly definitions: ReadonlyMap<string, NotedShape>;
}

/** An object with fewer is as short as a reference to it. */
const fewestProperties = 3;

/**
 * Gives a name to objects that are written out in several places alike, so that they are read and changed once.
 *
 * They are named after their title, or after the property that they were first met in.
 */
export const shareTwins = (
  endpoints: readonly EndpointDraft[],
  definitions: ReadonlyMap<string, NotedShape>,
  names: DefinitionNames,
): Shared => {
  const keys = new Map<NotedShape, string>();
  const keyOf = (shape: NotedShape): string => {
    const key = keys.get(shape) ?? JSON.stringify(shape);
    keys.set(shape, key);
    return key;
  };
  const isCandidate = (shape: NotedShape): boolean =>
    shape.type === 'object' && Object.keys(shape.properties ?? {}).length >= fewestProperties;

  const counts = new Map<string, number>();
  const count = (shape: NotedShape): void => {
    if (isCandidate(shape)) {
      const before = counts.get(keyOf(shape)) ?? 0;
      counts.set(keyOf(shape), before + 1);
      // What is in a twin is counted with the first of them: there it is written once.
      if (before > 0) return;
    }
    partsOf(shape).forEach(count);
  };
  endpoints.flatMap(shapesOf).forEach(count);
  for (const shape of definitions.values()) partsOf(shape).forEach(count);

  const taken = new Map<string, string>();
  const all = new Map<string, NotedShape>();
  const share = (shape: NotedShape, called: string): NotedShape => {
    if (!isCandidate(shape) || counts.get(keyOf(shape))! < 2) return within(shape, called);
    const known = taken.get(keyOf(shape));
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const name = names.take(
      wordsOf(shape[title] ?? called)
        .slice(0, 4)
        .join('-'),
    );
    taken.set(keyOf(shape), name);
    all.set(name, within(shape, called));
    return { $ref: `#/$defs/${name}` };
  };
  const within = (shape: NotedShape, called: string): NotedShape => {
    if (!shape.properties) return mapParts(shape, (part) => share(part, called));
    const { properties, ...others } = shape;
    const inside = Object.entries(properties).map(([name, part]) => [name, share(part, name)]);
    return { ...mapParts(others, (part) => share(part, called)), properties: Object.fromEntries(inside) };
  };

  const sharedEndpoints = endpoints.map((endpoint) =>
    mapShapes(endpoint, (shape) => share(shape, lastWordOf(endpoint.name))),
  );
  for (const [name, shape] of definitions) all.set(name, within(shape, name));
  return { endpoints: sharedEndpoints, definitions: all };
};

const lastWordOf = (endpoint: string): string => wordsOf(endpoint.replaceAll(/\{[^}]*\}/g, '')).at(-1) ?? 'answer';
