import { variablesOf } from '../../config/shapes/endpoints/path-template.ts';
import type { Shape } from '../../config/shapes/shape.ts';
import { arrayOf, type JsonObject, textOf } from '../../connectors/openapi/json-object.ts';
import type { Operation } from '../../connectors/openapi/read-document.ts';
import { resolveReference } from '../../connectors/openapi/resolve-reference.ts';
import { alternativesOf } from './alternatives-of.ts';
import type { Question } from './asked-by.ts';
import { scalarForm, scalarShape } from './scalar-shape.ts';
import type { Converted } from './schema-converter.ts';

const places = ['path', 'query', 'header', 'querystring'] as const;

/** A parameter of an operation, its references followed. */
export interface Parameter {
  readonly name: string;
  readonly place: (typeof places)[number];
  readonly keywords: JsonObject;
}

/** The parameters of an operation, with those of its path that it does not replace. Cookies are left out: they never pass. */
export const parametersOf = (root: JsonObject, { item, operation }: Operation): readonly Parameter[] => {
  const all = new Map<string, Parameter>();
  for (const each of [...arrayOf(item['parameters']), ...arrayOf(operation['parameters'])]) {
    const keywords = resolveReference(root, each);
    const name = textOf(keywords['name']);
    const place = places.find((known) => known === keywords['in']);
    if (name && place) all.set(`${place} ${name}`, { name, place, keywords });
  }
  return [...all.values()];
};

/** What an operation's path and query ask for. */
export const questionsOf = (root: JsonObject, operation: Operation): readonly Question[] => {
  const endpoint = `${operation.method} ${operation.path}`;
  const parameters = parametersOf(root, operation);
  const segments = operation.path.split('/');
  const ofPath = variablesOf(operation.path).map((name) => {
    const at = segments.findIndex((segment) => segment.includes(`{${name}}`));
    const parameter = parameters.find((each) => each.place === 'path' && each.name === name);
    return { name, endpoint, after: segments[at - 1] ?? '', isOpaque: isOpaque(root, parameter) };
  });
  const ofQuery = parameters
    .filter(({ place }) => place === 'query')
    .map((parameter) => ({ name: parameter.name, endpoint, isOpaque: isOpaque(root, parameter) }));
  return [...ofPath, ...ofQuery];
};

const isOpaque = (root: JsonObject, parameter: Parameter | undefined): boolean => {
  const form = scalarForm(alternativesOf(root, parameter?.keywords['schema']));
  return form !== undefined && (!form.types.includes('string') || form.format === 'uuid');
};

/** The shape of a path's variable; `undefined` if any text will do, which needs no shape. */
export const variableShape = (root: JsonObject, { keywords }: Parameter): Shape | undefined => {
  const form = scalarForm(alternativesOf(root, keywords['schema']));
  if (!form) return undefined;
  const shape = scalarShape({ ...form, isNullable: false }, undefined, true);
  return JSON.stringify(shape) === '{"type":"string"}' ? undefined : shape;
};

/** The shape of a query's parameter, or in words why there is none. */
export const queryShape = (root: JsonObject, { keywords }: Parameter): Converted => {
  if (keywords['content'] !== undefined) return 'a document in a parameter is not shaped';
  const alternatives = alternativesOf(root, keywords['schema']);
  const arrays = alternatives.filter(({ kind }) => kind === 'array');
  const single = scalarForm(alternatives);
  if (arrays.length === 0) {
    return single
      ? scalarShape({ ...single, isNullable: false }, undefined, true)
      : 'only texts, numbers and lists of them can be sent';
  }
  const items = scalarForm([
    ...arrays.flatMap(({ keywords: array }) => alternativesOf(root, array['items'])),
    ...alternatives,
  ]);
  if (!items) return 'only lists of texts and numbers can be sent';
  // Items with a comma, blank or bar between them are one text (OpenAPI 3.1.1, section 4.8.12.4).
  const isRepeated = keywords['explode'] !== false && (keywords['style'] ?? 'form') === 'form';
  return isRepeated
    ? { type: 'array', items: scalarShape({ ...items, isNullable: false }, undefined, true) }
    : { type: 'string' };
};
