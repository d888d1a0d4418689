import { describe, expect, test } from 'vitest';
import { catalogNames, catalogText } from '../../../connectors/catalog.ts';
import type { AttributeDefinition, Definition, TypeName } from '../../../connectors/definition/definition.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { entityAttributes, entityTypes, linkAttributes, ownAttributes, ownEntityTypes } from './support/vocabulary.ts';

const definitions = catalogNames.flatMap(
  (name) => readDefinition(catalogText(name), `${name}.yaml`, name).content ?? [],
);

const itemsOf = ({ lists }: Definition) => Object.values(lists).flatMap(({ items }) => items);

const wordsOf = (type: TypeName): readonly string[] =>
  typeof type === 'string' ? [type] : Object.values(type.values ?? {});

const entitiesOf = (definition: Definition) => itemsOf(definition).flatMap(({ entity }) => entity ?? []);

const linksOf = (definition: Definition) => itemsOf(definition).flatMap(({ relationship }) => relationship ?? []);

const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].toSorted();

describe.each(definitions)('$name', (definition) => {
  const { name } = definition;

  test('has entities that are called as everywhere, or by a word that is its own on purpose', () => {
    const used = entitiesOf(definition).flatMap(({ type }) => wordsOf(type));
    expect(sorted(used.filter((word) => !entityTypes.includes(word)))).toEqual(sorted(ownEntityTypes[name] ?? []));
  });

  test('has attributes that are called as everywhere, or by a word that is its own on purpose', () => {
    const used = entitiesOf(definition).flatMap(({ attributes }) => Object.keys(attributes));
    expect(sorted(used.filter((word) => !entityAttributes.includes(word)))).toEqual(sorted(ownAttributes[name] ?? []));
  });

  test('says of its links no more than the words that there are', () => {
    const used = linksOf(definition).flatMap(({ attributes }) => Object.keys(attributes));
    expect(sorted(used.filter((word) => !linkAttributes.includes(word)))).toEqual([]);
  });

  test('says by the end of a word whether it is a moment or a day', () => {
    const wrong = entitiesOf(definition).flatMap(({ attributes }) =>
      Object.entries(attributes).flatMap(([word, attribute]) => (isWellEnded(word, attribute) ? [] : [word])),
    );
    expect(wrong).toEqual([]);
  });
});

test('no word is known that nobody uses', () => {
  const entities = definitions.flatMap(entitiesOf);
  const attributes = entities.flatMap((entity) => Object.keys(entity.attributes));
  expect(sorted(entityTypes)).toEqual(
    sorted(entities.flatMap(({ type }) => wordsOf(type)).filter((word) => entityTypes.includes(word))),
  );
  expect(sorted(entityAttributes)).toEqual(sorted(attributes.filter((word) => entityAttributes.includes(word))));
  expect(sorted(linkAttributes)).toEqual(
    sorted(definitions.flatMap(linksOf).flatMap((link) => Object.keys(link.attributes))),
  );
});

test('a word that several connectors use is no connector’s own', () => {
  const own = Object.values(ownAttributes).flat();
  expect(own.filter((word, index) => own.indexOf(word) !== index)).toEqual([]);
  expect(own.filter((word) => entityAttributes.includes(word))).toEqual([]);
});

const isWellEnded = (word: string, attribute: AttributeDefinition): boolean => {
  const type = typeof attribute === 'object' && 'type' in attribute ? attribute.type : undefined;
  if (type === 'dateTime') return /(At|Until)$/.test(word);
  return type === 'date' ? /On$/.test(word) : !/(At|On|Until)$/.test(word);
};
