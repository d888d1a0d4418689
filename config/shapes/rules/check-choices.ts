import type { Report } from '../../schema/draft.ts';
import type { JsonType, Shape } from '../shape.ts';
import type { PlacedShape, ShapesDraft } from '../shapes-draft.ts';
import { allowsType, typeOf, valuesOf, valueTypes } from '../value-types.ts';

/** Deeper than this a difference is taken to be there, rather than looked for. */
const deepest = 6;

/**
 * Checks that each choice of an `anyOf` can be reached. The first that fits is taken, so a choice is lost if all that fits it fits
 * an earlier one too, as far as both of them say.
 */
export const checkChoices = (draft: ShapesDraft, placed: PlacedShape, report: Report): void => {
  const earlier: Shape[] = [];
  for (const choice of draft.choices(placed)) {
    const own = draft.leaves(choice.shape);
    if (own.length > 0 && own.every((shape) => isCovered(draft, earlier, shape, 0)))
      report(choice.path, 'is never reached: a choice before it takes all that would fit here', remedy);
    earlier.push(...own);
  }
};

const remedy =
  'Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.';

/** Whether all that fits a later shape fits one of those before it. */
const isCovered = (draft: ShapesDraft, earlier: readonly Shape[], later: Shape, depth: number): boolean =>
  valueTypes(later).length > 0 &&
  valueTypes(later).every((type) => earlier.some((shape) => covers(draft, shape, later, type, depth)));

const covers = (draft: ShapesDraft, earlier: Shape, later: Shape, type: JsonType, depth: number): boolean => {
  if (!allowsType(valueTypes(earlier), type)) return false;
  if (earlier === later) return true;
  if (type === 'object') return coversObject(draft, earlier, later, depth);
  if (type === 'array') return coversArray(draft, earlier, later, depth);
  return coversScalar(earlier, later, type);
};

const coversPart = (draft: ShapesDraft, earlier: unknown, later: unknown, depth: number): boolean => {
  if (depth >= deepest) return false;
  const [first, second] = [draft.sound(earlier), draft.sound(later)];
  if (!first || !second) return false;
  const before = draft.leaves(first);
  const after = draft.leaves(second);
  return after.length > 0 && after.every((shape) => isCovered(draft, before, shape, depth + 1));
};

const coversObject = (draft: ShapesDraft, earlier: Shape, later: Shape, depth: number): boolean => {
  const { required = [], properties = {}, additionalProperties } = earlier;
  if (required.some((name) => !later.required?.includes(name))) return false;
  const names = new Set([...Object.keys(properties), ...Object.keys(later.properties ?? {})]);
  const isCoveredProperty = (name: string): boolean => {
    const own = named(properties, name) ?? (additionalProperties || undefined);
    if (own === undefined) return true;
    const theirs = named(later.properties, name);
    // Of a property that the later choice does not name, only one that has few values tells them apart.
    return theirs === undefined ? !listsValues(draft, own) : coversPart(draft, own, theirs, depth);
  };
  if (![...names].every(isCoveredProperty)) return false;
  if (!later.additionalProperties || !additionalProperties) return true;
  return coversPart(draft, additionalProperties, later.additionalProperties, depth);
};

const named = (properties: Shape['properties'], name: string): Shape | undefined =>
  Object.hasOwn(properties ?? {}, name) ? properties?.[name] : undefined;

const listsValues = (draft: ShapesDraft, shape: Shape): boolean => {
  const sound = draft.sound(shape);
  return sound !== undefined && draft.leaves(sound).some((leaf) => valuesOf(leaf) !== undefined);
};

const coversArray = (draft: ShapesDraft, earlier: Shape, later: Shape, depth: number): boolean => {
  if (earlier.prefixItems || later.prefixItems) return false;
  if (!earlier.items || !later.items) return true;
  return coversPart(draft, earlier.items, later.items, depth);
};

const limits = ['format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'] as const;

const coversScalar = (earlier: Shape, later: Shape, type: JsonType): boolean => {
  const values = valuesOf(earlier);
  const ofType = valuesOf(later)?.filter((value) => allowsType([type], typeOf(value)));
  if (values) return ofType?.every((value) => values.includes(value)) ?? false;
  return limits.every((limit) => earlier[limit] === undefined || earlier[limit] === later[limit]);
};
