import type { DescribedConnector } from '../describe-connector.ts';
import type { DescribedAttribute, DescribedList } from '../described-lists.ts';
import { code, markdownTable, section, webLink } from './markdown.ts';

/** What an import reads, and the entities and relationships that become of it. */
export const importSection = ({ lists }: DescribedConnector): readonly string[] =>
  lists.length === 0
    ? []
    : section(
        'What an import reads',
        [
          'Identities are kept, names and addresses included: that is what an import is for. Nothing but these attributes leaves.',
          listsTable(lists),
          entities(lists),
          relationships(lists),
        ]
          .filter((text) => text !== '')
          .join('\n\n'),
      );

const listsTable = (lists: readonly DescribedList[]): string =>
  markdownTable(
    ['`read`', 'what', 'request'],
    lists.map(({ name, about, isOptional, request, for: parent, tellsChanges, documentation }) => [
      isOptional ? `${code(name)} (only if named)` : code(name),
      about,
      [
        documentation === undefined ? code(request) : webLink(documentation, code(request)),
        ...(parent === undefined ? [] : [`for each of ${code(parent)}`]),
        ...(tellsChanges ? ['or its changes alone'] : []),
      ].join(', '),
    ]),
  );

const entities = (lists: readonly DescribedList[]): string => {
  const rows = lists.flatMap(({ name, items }) =>
    items.flatMap(({ entity, attributes }) =>
      entity ? [[entity.map(code).join(', '), attributesText(attributes), code(name)]] : [],
    ),
  );
  return rows.length === 0 ? '' : markdownTable(['entity', 'attributes', 'of'], rows);
};

const relationships = (lists: readonly DescribedList[]): string => {
  const rows = lists.flatMap(({ name, items }) =>
    items.flatMap(({ relationship, attributes }) => {
      if (!relationship) return [];
      const [from, to] = [relationship.from, relationship.to].map((words) => words.map(code).join(' or '));
      return [[`${from} → ${to}`, attributesText(attributes), code(name)]];
    }),
  );
  // A row may be one link or another, which look alike here.
  const once = [...new Map(rows.map((row) => [row.join(), row])).values()];
  return once.length === 0 ? '' : markdownTable(['relationship', 'attributes', 'of'], once);
};

/** Most are text; of others the type is told. */
const attributesText = (attributes: readonly DescribedAttribute[]): string =>
  attributes.map(({ id, type }) => (type === 'string' ? code(id) : `${code(id)} (${type})`)).join(', ') || 'none';
