import type { Changes, Definition, EntityReference, ItemMapping, Paging } from '../definition/definition.ts';
import { endColumns, fieldsRead } from '../definition/fields-read.ts';
import { requestName } from '../definition/request-name.ts';
import { filled, filledJson, filledTexts, type Values } from '../definition/template.ts';
import type { List, ListChanges } from './defined-source.ts';
import type { DefinedOptions } from './options.ts';
import type { Resolving } from './resolve-source.ts';

/** The lists that an import reads, and those that they are read for, in the order of the definition. */
export const resolveLists = ({ definition, options, values }: Resolving): readonly List[] => {
  const read = new Set(options.read);
  const names = Object.keys(definition.lists).filter(
    (name) => read.has(name) || [...read].some((other) => definition.lists[other]!.for === name),
  );
  return names.map((name) => {
    const items = definition.lists[name]!.items.map((mapping) => filledColumns(mapping, values));
    return listOf({
      name,
      definition,
      items: withAttributes(items, options, name),
      values,
      isRead: read.has(name),
      names,
    });
  });
};

interface Parts {
  readonly name: string;
  readonly definition: Definition;
  readonly items: readonly ItemMapping[];
  readonly values: Values;
  readonly isRead: boolean;
  readonly names: readonly string[];
}

const listOf = ({ name, definition, items, values: settings, isRead, names }: Parts): List => {
  const list = definition.lists[name]!;
  const forIt = names.map((other) => definition.lists[other]!).filter((other) => other.for === name);
  const self = list.self && filledColumns(list.self, settings);
  const fields = fieldsRead(items, [
    ...forIt.flatMap(({ variables }) => Object.values(variables)),
    ...(self ? endColumns(self) : []),
  ]);
  const values = { ...settings, fields: fields.join(',') };
  const { method, path } = requestName(list.request);
  return {
    name,
    isRead,
    ...(list.for !== undefined && { for: list.for }),
    variables: list.variables,
    request: {
      method,
      server: filled(list.server ?? definition.server, values)!,
      path: filled(path, values, encodeURIComponent)!,
      query: filledTexts(list.query, values),
      ...(list.body !== undefined && { body: filledJson(list.body, values) }),
      headers: filledTexts({ ...definition.headers, ...list.headers }, values),
    },
    ...(list.rows !== undefined && { rows: list.rows }),
    paging: filledPaging(list.paging ?? definition.paging, values, list.changes),
    ...(self && { self }),
    items,
    ...(list.changes && { changes: filledChanges(list.changes, values) }),
  };
};

/** Columns may be settings: a report whose columns its administrator named. */
const filledColumns = <Mapping extends ItemMapping | EntityReference>(mapping: Mapping, values: Values): Mapping =>
  filledJson(JSON.parse(JSON.stringify(mapping)), values) as unknown as Mapping;

/** The addresses of pages may be those of changes too. */
const filledPaging = (paging: Paging, values: Values, changes: Changes | undefined): Paging => {
  const fill = (text: string): string => filled(text, values, encodeURIComponent)!;
  if (typeof paging !== 'object') return paging;
  if ('token' in paging) return { ...paging, ...(paging.request !== undefined && { request: fill(paging.request) }) };
  if (!('link' in paging)) return paging;
  const own = changes && 'link' in changes && changes.request !== undefined ? [requestName(changes.request).path] : [];
  const paths = [...(paging.paths ?? []), ...own].map(fill);
  return { ...paging, ...(paths.length > 0 && { paths }) };
};

const filledChanges = (changes: Changes, values: Values): ListChanges => {
  if ('since' in changes) return { since: filledTexts(changes.since, values), format: changes.format };
  if (changes.request === undefined) return { link: changes.link };
  const path = filled(requestName(changes.request).path, values, encodeURIComponent)!;
  return { link: changes.link, request: { path, query: filledTexts(changes.query ?? {}, values) } };
};

/** With the attributes that the source adds to its entities. */
const withAttributes = (
  items: readonly ItemMapping[],
  { attributes = {} }: DefinedOptions,
  name: string,
): readonly ItemMapping[] => {
  const added = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  const own = items.find(({ each, entity }) => entity && each === undefined);
  if (!added || !own) return items;
  return items.map((mapping) =>
    mapping === own
      ? { ...own, entity: { ...own.entity!, attributes: { ...own.entity!.attributes, ...added } } }
      : mapping,
  );
};
