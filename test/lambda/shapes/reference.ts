import { isDeepStrictEqual } from 'node:util';
import type { Scalar, Shape } from '../../../config/shapes/shape.ts';
import { formatTester } from '../../../lambda/shapes/formats.ts';
import type { Treat } from '../../../lambda/shapes/treatments/treatments.ts';

/** What stands for "it does not leave". */
export const gone = Symbol('gone');

/** What a shape is read with: what it refers to, and what treats a value. */
interface Context {
  readonly defs: Readonly<Record<string, Shape>>;
  readonly treat: Treat;
}

/**
 * A second way to treat a document, over parsed values and as the documentation says it, slow and simple: what the compiled one is
 * held against.
 */
export const reference = (value: unknown, shape: Shape, context: Context): unknown => {
  const choice = choose(value, choicesOf(shape, context, []), context);
  if (!choice || choice.treatment === 'drop') return gone;
  if (Array.isArray(value)) return arrayOf(value, choice, context);
  if (typeof value === 'object' && value !== null) return objectOf(value, choice, context);
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  if (choice.treatment === undefined || choice.treatment === 'keep') return value;
  return (
    context.treat(typeof value === 'string' ? value : JSON.stringify(value), typeof value as 'string' | 'number') ??
    gone
  );
};

const choicesOf = (shape: Shape, context: Context, seen: readonly Shape[]): readonly Shape[] => {
  if (seen.includes(shape)) return [];
  if (shape.$ref !== undefined) {
    const name = shape.$ref.slice('#/$defs/'.length).replaceAll('~1', '/').replaceAll('~0', '~');
    return choicesOf(context.defs[name]!, context, [...seen, shape]);
  }
  return shape.anyOf ? shape.anyOf.flatMap((each) => choicesOf(each, context, [...seen, shape])) : [shape];
};

/** One choice of the right kind needs no more than that; of several, the discriminating value or the first that fits. */
const choose = (value: unknown, choices: readonly Shape[], context: Context): Shape | undefined => {
  const sameKind = choices.filter((choice) => hasKind(value, choice));
  const isContainer = typeof value === 'object' && value !== null;
  if (!isContainer) return sameKind.find((choice) => scalarFits(value as Scalar, choice));
  if (sameKind.length <= 1) return sameKind[0];
  const told = sameKind.find(({ properties }) => {
    const kind = properties?.['kind'];
    const values = kind?.const !== undefined ? [kind.const] : kind?.enum;
    return values?.includes((value as Record<string, Scalar>)['kind']!) ?? false;
  });
  const isDiscriminated = sameKind.every(({ properties }) => properties?.['kind']);
  return isDiscriminated ? told : sameKind.find((choice) => fits(value, choice, context));
};

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as string);

const typesOf = (shape: Shape): readonly string[] => {
  if (shape.type) return typeof shape.type === 'string' ? [shape.type] : shape.type;
  return shape.properties ? ['object'] : (shape.enum ?? [shape.const]).map(kindOf);
};

const hasKind = (value: unknown, shape: Shape): boolean =>
  typesOf(shape).some((type) => (type === 'integer' ? 'number' : type) === kindOf(value));

const scalarFits = (value: Scalar, shape: Shape): boolean => {
  if (shape.const !== undefined && value !== shape.const) return false;
  if (shape.enum && !shape.enum.includes(value)) return false;
  if (typeof value === 'string') {
    const length = [...value].length;
    if (length < (shape.minLength ?? 0) || length > (shape.maxLength ?? Infinity)) return false;
    return !shape.format || formatTester(shape.format)(value);
  }
  if (typeof value !== 'number') return true;
  const isInteger = typesOf(shape).includes('integer');
  return (
    (!isInteger || Number.isInteger(value)) &&
    value >= (shape.minimum ?? -Infinity) &&
    value <= (shape.maximum ?? Infinity)
  );
};

const fits = (value: unknown, shape: Shape, context: Context): boolean =>
  choicesOf(shape, context, []).some((choice) => {
    if (!hasKind(value, choice)) return false;
    if (Array.isArray(value)) {
      return value.every((each, index) => {
        const item = choice.prefixItems?.[index] ?? choice.items;
        return !item || fits(each, item, context);
      });
    }
    if (typeof value !== 'object' || value === null) return scalarFits(value as Scalar, choice);
    return (
      (choice.required ?? []).every((name) => Object.hasOwn(value, name)) &&
      Object.entries(value).every(([name, each]) => {
        const property = memberOf(choice, name);
        return !property || fits(each, property, context);
      })
    );
  });

const memberOf = ({ properties = {}, additionalProperties }: Shape, name: string): Shape | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : additionalProperties || undefined;

const objectOf = (value: object, shape: Shape, context: Context): unknown =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const member = memberOf(shape, name);
      const leaving = member ? reference(each, member, context) : gone;
      return leaving === gone ? [] : [[name, leaving]];
    }),
  );

const arrayOf = (value: readonly unknown[], { prefixItems = [], items }: Shape, context: Context): unknown => {
  const leaving: unknown[] = [];
  for (const [index, each] of value.entries()) {
    const shape = prefixItems[index] ?? items;
    const treated = shape ? reference(each, shape, context) : gone;
    // A tuple ends where one of its places is empty.
    if (treated === gone && index < prefixItems.length) return leaving;
    if (treated !== gone) leaving.push(treated);
  }
  return leaving;
};

/** Whether every part of what left is named by the shape, as it is after treatment: nothing unnamed, every value of its type. */
export const leavesOnlyNamed = (value: unknown, shape: Shape, context: Context): boolean =>
  choicesOf(shape, context, []).some((choice) => {
    const isTreated = choice.treatment !== undefined && choice.treatment !== 'keep' && choice.treatment !== 'drop';
    if (isTreated && typeof value === 'string') return true;
    if (choice.treatment === 'drop' || !hasKind(value, choice)) return false;
    if (Array.isArray(value)) {
      return value.every((each, index) => {
        const item = choice.prefixItems?.[index] ?? choice.items;
        return item !== undefined && leavesOnlyNamed(each, item, context);
      });
    }
    if (typeof value !== 'object' || value === null) return scalarFits(value as Scalar, choice);
    return Object.entries(value).every(([name, each]) => {
      const member = memberOf(choice, name);
      return member !== undefined && leavesOnlyNamed(each, member, context);
    });
  });

/** Whether two parsed documents are the same, the sign of zero aside. */
export const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
