import type { Json } from '../item.ts';

/** What `${name}` stands for: a text, or a list where it stands alone as an item of a list. */
export type Values = Readonly<Record<string, string | readonly string[]>>;

const placeholder = /\$\{([A-Za-z][A-Za-z0-9_-]*)\}/g;

/** The names in a text's `${…}`, in their order. */
export const namesIn = (text: string): readonly string[] => Array.from(text.matchAll(placeholder), ([, name]) => name!);

/**
 * A text with its placeholders filled in.
 *
 * @param encode what happens to each value, such as encodeURIComponent in a path
 * @returns `undefined` if it names what has no value: what it is for is left out then
 * @example filled('https://${domain}/api/v1', { domain: 'acme.okta.com' }) // 'https://acme.okta.com/api/v1'
 */
export const filled = (
  text: string,
  values: Values,
  encode: (value: string) => string = (value) => value,
): string | undefined => {
  if (namesIn(text).some((name) => valueNamed(values, name) === undefined)) return undefined;
  return text.replace(placeholder, (_, name: string) => encode(String(valueNamed(values, name))));
};

/** The same of a map of texts: entries without a value are left out. */
export const filledTexts = (
  texts: Readonly<Record<string, string>>,
  values: Values,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const value = filled(text, values);
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** The same of all texts in a document: keys and items without a value are left out, a list in a list becomes its items. */
export const filledJson = (json: Json, values: Values): Json | undefined => {
  if (typeof json === 'string') return filled(json, values);
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.flatMap((item) => filledItem(item, values));
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) => {
      const inside = filledJson(value, values);
      return inside === undefined ? [] : [[key, inside]];
    }),
  );
};

const filledItem = (item: Json, values: Values): readonly Json[] => {
  const [name, ...others] = typeof item === 'string' ? namesIn(item) : [];
  if (name !== undefined && others.length === 0 && item === `\${${name}}`) {
    const value = valueNamed(values, name);
    if (typeof value === 'object') return value;
  }
  const inside = filledJson(item, values);
  return inside === undefined ? [] : [inside];
};

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

const valueNamed = (values: Values, name: string): Values[string] | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
