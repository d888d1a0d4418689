import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Definition, ListDefinition, Paging } from '../../../connectors/definition/definition.ts';
import { exampleValues } from '../../../connectors/definition/example-values.ts';
import { columnsRead } from '../../../connectors/definition/fields-read.ts';
import { filled } from '../../../connectors/definition/template.ts';
import type { Json } from '../../../connectors/item.ts';
import { fieldsOfShape } from './fields-of-shape.ts';

/** The way from an answer to a field: names of properties, `[]` for the elements of a list, `{}` for the values of a map. */
export type FieldPath = readonly string[];

/** A field that is named. */
export interface NamedField {
  readonly path: FieldPath;
  /** Where it is written: the same for all answers that share a definition. */
  readonly definedAt: string;
}

/** A request that a connector makes or lets through, and what it names of it. */
export interface NamedRequest {
  /** `endpoints: GET /users` */
  readonly place: string;
  readonly method: string;
  /** With its host: `https://admin.googleapis.com/admin/directory/v1/users/{userKey}`. Settings stand at their defaults, or else at their examples. */
  readonly url: string;
  readonly query: readonly string[];
  /** Of its answer. */
  readonly fields: readonly NamedField[];
  /** Of its own body. */
  readonly sent: readonly NamedField[];
}

/** All requests of a connector of the catalog. */
export const namedRequests = (name: string): readonly NamedRequest[] => {
  const definition = catalogDefinition(name);
  return [...endpointRequests(definition), ...listRequests(definition)];
};

const urlOf = (definition: Definition, server: string | undefined, path: string): string => {
  const defaults = Object.entries(definition.settings).flatMap(([name, setting]) =>
    setting.default === undefined ? [] : [[name, setting.default] as const],
  );
  const values = { ...exampleValues(definition), ...Object.fromEntries(defaults) };
  return `${filled(server ?? definition.server, values)}${filled(path, values, encodeURIComponent)}`;
};

const endpointRequests = (definition: Definition): readonly NamedRequest[] =>
  Object.entries(definition.endpoints).map(([name, endpoint]) => {
    const [method = '', path = ''] = name.split(' ');
    const shapes = [endpoint.answer, ...Object.values(endpoint.answers ?? {})].filter((shape) => shape !== undefined);
    return {
      place: `endpoints: ${name}`,
      method,
      url: urlOf(definition, endpoint.server, path),
      query: Object.keys(endpoint.query ?? {}),
      fields: shapes.flatMap((shape) => fieldsOfShape(shape, definition.$defs, `endpoints: ${name}`)),
      sent: fieldsOfShape(endpoint.body?.shape ?? {}, definition.$defs, `endpoints: ${name} body`),
    };
  });

const listRequests = (definition: Definition): readonly NamedRequest[] =>
  Object.entries(definition.lists).map(([name, list]) => {
    const [method = '', path = ''] = list.request.split(' ');
    return {
      place: `lists: ${name}`,
      method,
      url: urlOf(definition, list.server, path),
      query: Object.keys(list.query),
      fields: [...rowFields(list), ...pagingFields(list.paging ?? definition.paging, rowsOf(list))].map((field) => ({
        path: field,
        definedAt: `lists: ${name} ${field.join(' ')}`,
      })),
      sent: keysIn(list.body).map((path) => ({ path, definedAt: `lists: ${name} body ${path.join(' ')}` })),
    };
  });

/** All keys of a body, however deep. */
const keysIn = (body: Json | undefined): readonly FieldPath[] => {
  if (Array.isArray(body)) return body.flatMap((item) => keysIn(item).map((path) => ['[]', ...path]));
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, below]) => [[key], ...keysIn(below).map((path) => [key, ...path])]);
};

/** A column: a name, a JSON Pointer, or `.` for what is there itself. */
const pathOf = (column: string): FieldPath => {
  if (column === '.') return [];
  if (!column.startsWith('/')) return [column];
  const parts = column.slice(1).split('/');
  return parts.map((part) => (/^\d+$/.test(part) ? '[]' : part.replaceAll('~1', '/').replaceAll('~0', '~')));
};

const rowsOf = ({ rows }: ListDefinition): FieldPath => {
  if (rows === '.') return [];
  return [...(rows === undefined ? [] : pathOf(rows)), '[]'];
};

const rowFields = (list: ListDefinition): readonly FieldPath[] =>
  list.items.flatMap((item) => {
    const element = item.each === undefined ? rowsOf(list) : [...rowsOf(list), ...pathOf(item.each), '[]'];
    return columnsRead(item).map((column) => [...element, ...pathOf(column)]);
  });

const pagingFields = (paging: Paging, rows: FieldPath): readonly FieldPath[] => {
  if (paging === 'none') return [];
  const columns: (string | undefined)[] = [];
  if ('link' in paging) columns.push(paging.link === 'header' ? undefined : paging.link);
  if ('token' in paging) columns.push(paging.token);
  if ('more' in paging) columns.push(paging.more);
  if ('total' in paging) columns.push(paging.total);
  if ('last' in paging) columns.push(paging.last);
  const ofAnswer = columns.filter((column) => column !== undefined).map(pathOf);
  return 'after' in paging ? [...ofAnswer, [...rows, ...pathOf(paging.after)]] : ofAnswer;
};
