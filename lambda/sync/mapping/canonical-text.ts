import type { Json } from '../../../connectors/item.ts';

/**
 * The one text of a value: members in the order of their names, by UTF-16 units, and no white space, as RFC 8785 (section 3.2.3) has it. Values that are equal
 * have the same text.
 *
 * @example canonicalText({ b: 1, a: [true, null] }) // '{"a":[true,null],"b":1}'
 */
export const canonicalText = (json: Json): string => (isOrdered(json) ? JSON.stringify(json) : written(json));

/** Most values are in order already, and the engine writes a whole value far faster than we do. */
const isOrdered = (json: Json): boolean => {
  if (typeof json !== 'object' || json === null) return true;
  if (isList(json)) return json.every(isOrdered);
  let before = '';
  for (const name of Object.keys(json)) {
    if (name < before || !isOrdered(json[name]!)) return false;
    before = name;
  }
  return true;
};

/** Not as an object in another order: objects keep names that are numbers in front. */
const written = (json: Json): string => {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (isList(json)) return `[${json.map(written).join(',')}]`;
  const names = Object.keys(json).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(json[name]!)}`).join(',')}}`;
};

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
