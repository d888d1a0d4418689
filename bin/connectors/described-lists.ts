import type {
  AttributeDefinition,
  Definition,
  EntityDefinition,
  ListDefinition,
  RelationshipEnd,
  TypeName,
} from '../../connectors/definition/definition.ts';

/** An attribute of an entity or a link, by its id and the type of its values. */
export interface DescribedAttribute {
  readonly id: string;
  readonly type: string;
}

/** What the rows of a list become. */
export interface DescribedItem {
  /** The words that its type may be. */
  readonly entity?: readonly string[];
  readonly relationship?: { readonly from: readonly string[]; readonly to: readonly string[] };
  readonly attributes: readonly DescribedAttribute[];
}

/** A list that an import reads. */
export interface DescribedList {
  readonly name: string;
  readonly about: string;
  /** Read only if a source names it under `read`. */
  readonly isOptional: boolean;
  readonly request: string;
  /** The list whose every row costs a request. */
  readonly for?: string | undefined;
  /** A vendor that asks for changes gets only those. */
  readonly tellsChanges: boolean;
  readonly permissions: readonly string[];
  readonly documentation?: string | undefined;
  readonly items: readonly DescribedItem[];
}

/** What an import of a definition reads, and what becomes of it. */
export const describedLists = ({ lists }: Definition): readonly DescribedList[] =>
  Object.entries(lists).map(([name, list]) => {
    const parent = list.for === undefined ? undefined : lists[list.for];
    return {
      name,
      about: list.about,
      isOptional: list.optional,
      request: list.request,
      for: list.for,
      tellsChanges: list.changes !== undefined,
      permissions: list.permissions,
      documentation: list.documentation,
      items: list.items.map(({ entity, relationship }) => {
        if (entity) return { entity: wordsOf(entity.type), attributes: attributesOf(entity.attributes) };
        const end = (each: RelationshipEnd): readonly string[] => endWords(each, list, parent);
        const { from, to, attributes } = relationship!;
        return { relationship: { from: end(from), to: end(to) }, attributes: attributesOf(attributes) };
      }),
    };
  });

const endWords = (end: RelationshipEnd, own: ListDefinition, parent: ListDefinition | undefined): readonly string[] => {
  if (end === 'self') return rowWords(own);
  return end === 'parent' ? rowWords(parent!) : wordsOf(end.type);
};

/** What the row of a list itself is. */
const rowWords = ({ self, items }: ListDefinition): readonly string[] => [
  ...new Set([
    ...(self ? wordsOf(self.type) : []),
    ...items.flatMap(({ each, entity }) => (each === undefined && entity ? wordsOf(entity.type) : [])),
  ]),
];

const wordsOf = (type: TypeName): readonly string[] =>
  typeof type === 'string'
    ? [type]
    : [...new Set(Object.values(type.values ?? { [type.column]: `as ${type.column} says` }))];

const attributesOf = (attributes: EntityDefinition['attributes']): readonly DescribedAttribute[] =>
  Object.entries(attributes).map(([id, attribute]) => ({ id, type: typeOf(attribute) }));

const typeOf = (attribute: AttributeDefinition): string => {
  if (typeof attribute === 'string') return 'string';
  if ('value' in attribute) return typeof attribute.value;
  return 'type' in attribute ? attribute.type : 'string';
};
