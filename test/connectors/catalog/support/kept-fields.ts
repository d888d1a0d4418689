import { aboutOf, type Surroundings, tellingWords } from '../../../../bin/shapes/surroundings.ts';
import type { Shape } from '../../../../config/shapes/shape.ts';
import type { Definition } from '../../../../connectors/definition/definition.ts';

/** A scalar of an answer that leaves as it is. */
export interface KeptField {
  /** `user.profile.email` of a shape with a name, or `GET /users[].email`. */
  readonly path: string;
  readonly name: string;
  readonly shape: Shape;
  readonly around: Surroundings;
  readonly within?: 'list' | 'map';
}

interface Place extends Omit<KeptField, 'shape'> {
  readonly scalars: ReadonlyMap<string, Shape>;
}

/** All scalars of a definition's answers that leave as they are; those of a shape with a name are told once. */
export const keptFields = ({ endpoints, $defs }: Definition): readonly KeptField[] => {
  const isScalarShape = (shape: Shape): boolean =>
    !/"(properties|additionalProperties|items|prefixItems|\$ref)":/.test(JSON.stringify(shape));
  // What is called by a name of its own and is one value is looked at where it is used, by the name that it has there.
  const scalars = new Map(Object.entries($defs).filter(([, shape]) => isScalarShape(shape)));
  const nowhere: Surroundings = { about: 'unknown', name: '' };
  const roots = Object.entries(endpoints).flatMap(([name, { answer, answers = {} }]): [string, string, Shape][] =>
    [...(answer ? [answer] : []), ...Object.values(answers)].map((shape) => [name, lastWord(name), shape]),
  );
  const objects = Object.entries($defs).filter(([name]) => !scalars.has(name));
  const named = objects.map(([name, shape]): [string, string, Shape] => [name, name, shape]);
  return [...roots, ...named].flatMap(([path, name, shape]) => kept(shape, { path, name, around: nowhere, scalars }));
};

/** `user` of `GET /users`. */
const lastWord = (endpoint: string): string => endpoint.match(/([A-Za-z]+)[^A-Za-z]*$/)?.[1] ?? '';

const kept = (shape: Shape, place: Place): readonly KeptField[] => {
  const { $ref, anyOf, items, prefixItems, properties, additionalProperties } = shape;
  if ($ref !== undefined) {
    const scalar = place.scalars.get($ref.replace('#/$defs/', ''));
    return scalar ? kept(scalar, place) : [];
  }
  if (anyOf) return anyOf.flatMap((choice) => kept(choice, place));
  const own = isKept(shape) ? [{ ...place, shape }] : [];
  const parts = [...(items ? [items] : []), ...(prefixItems ?? [])];
  return [
    ...own,
    ...parts.flatMap((item) => kept(item, { ...place, path: `${place.path}[]`, within: 'list' })),
    ...inside(properties ?? {}, place),
    ...(additionalProperties ? kept(additionalProperties, { ...place, path: `${place.path}.*`, within: 'map' }) : []),
  ];
};

const inside = (properties: Readonly<Record<string, Shape>>, place: Place): readonly KeptField[] => {
  const around = surroundings(Object.keys(properties), place);
  return Object.entries(properties).flatMap(([name, shape]) =>
    kept(shape, { path: `${place.path}.${name}`, name, around, scalars: place.scalars }),
  );
};

/** As `sallyport shapes` has it: what a part of a person holds is a person's too. */
const surroundings = (properties: readonly string[], { name, around }: Place): Surroundings => {
  const isPart = tellingWords(name).length === 0 || name === 'name';
  return { name, about: around.about === 'person' && isPart ? 'person' : aboutOf(name, [], properties) };
};

const isKept = ({ type, const: only, enum: values, treatment = 'keep' }: Shape): boolean =>
  treatment === 'keep' &&
  (only !== undefined ||
    values !== undefined ||
    [type ?? []].flat().some((each) => each !== 'object' && each !== 'array' && each !== 'null'));
