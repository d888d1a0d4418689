import type { Treatment } from '../../config/shapes/shape.ts';
import type { Draft } from './draft-of.ts';
import { partsOf, shapesOf } from './endpoint-shapes.ts';
import { leftOut, type NotedShape } from './noted-shape.ts';

/** What a draft holds. Fields are counted where they are written: once in a definition, however often it is referred to. */
export interface Counted {
  readonly endpoints: number;
  readonly definitions: number;
  /** Values of answers by what happens to them. */
  readonly fields: ReadonlyMap<Treatment, number>;
  /** What the document has and the file has not. */
  readonly leftOut: number;
}

/** Counts what is in a draft, for its reader and for the one who wrote it. */
export const countedFields = ({ endpoints, definitions, refused }: Draft): Counted => {
  const fields = new Map<Treatment, number>();
  let out = refused.length + endpoints.flatMap((endpoint) => endpoint.leftOut).length;
  const count = (shape: NotedShape): void => {
    out += shape[leftOut]?.length ?? 0;
    const parts = partsOf(shape);
    if (parts.length === 0 && shape.$ref === undefined && shape.type !== 'null') {
      const treatment = shape.treatment ?? 'keep';
      fields.set(treatment, (fields.get(treatment) ?? 0) + 1);
    }
    parts.forEach(count);
  };
  for (const endpoint of endpoints) {
    const body = endpoint.written.body?.shape;
    shapesOf(endpoint)
      .filter((shape) => shape !== body)
      .forEach(count);
  }
  for (const shape of definitions.values()) count(shape);
  return { endpoints: endpoints.length, definitions: definitions.size, fields, leftOut: out };
};
