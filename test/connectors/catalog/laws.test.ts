import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { describedLists } from '../../../bin/connectors/described-lists.ts';
import { exampleSource } from '../../../bin/connectors/example-source.ts';
import { settingsOfWay } from '../../../bin/connectors/settings-of-way.ts';
import { markOf } from '../../../bin/shapes/mark-of.ts';
import { namesPerson } from '../../../bin/shapes/surroundings.ts';
import { singular, wordsOf } from '../../../bin/shapes/words-of.ts';
import { parseConfig } from '../../../config/load.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { catalogNames, catalogText } from '../../../connectors/catalog.ts';
import { requiredBy } from '../../../connectors/defined/defined-connector.ts';
import { definedGuide } from '../../../connectors/defined/guide.ts';
import type { Definition } from '../../../connectors/definition/definition.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { connectorNamed, connectors } from '../../../connectors/index.ts';
import { keptExceptions } from './support/kept-exceptions.ts';
import { type KeptField, keptFields } from './support/kept-fields.ts';

const read = catalogNames.map((name) => ({ name, ...readDefinition(catalogText(name), `${name}.yaml`, name) }));
const definitions = read.flatMap(({ content }) => content ?? []);

test.each(read)('$name has no mistakes', ({ problems }) => {
  expect(problems).toEqual([]);
});

describe.each(definitions)('$name', (definition) => {
  const { name, authentication, permissions, documentation, lists, rateLimits } = definition;
  const ways = Object.keys(authentication);

  test('works with its examples, in each way, with the least and with all that a source can say', () => {
    for (const way of ways) {
      const { written } = exampleSource(definition, way);
      const config = {
        gateway: 'acme',
        vendor: { name: 'vendor', identity: { jwt: { issuer: 'https://auth.example/', audience: 'gateway' } } },
        sources: { it: { connector: name, ...written } },
      };
      expect(() => parseConfig(stringify(config), 'sallyport.yaml', connectors), way).not.toThrow();
    }
  });

  test('knows every host that is called', () => {
    for (const way of ways) {
      const { source } = exampleSource(definition, way);
      const { hosts } = requiredBy(source);
      expect(hosts.filter((host) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/.test(host))).toEqual([]);
      const called = [
        source.api.server,
        ...source.api.endpoints.flatMap(({ server }) => server ?? []),
        ...source.plan.lists.map(({ request }) => request.server),
      ];
      expect(called.filter((server) => !hosts.includes(new URL(server).host))).toEqual([]);
      expect(source.plan.lists.length + source.api.endpoints.length).toBeGreaterThan(0);
    }
  });

  test('says to its administrator what to do, in each way', () => {
    for (const way of ways) {
      const { source } = exampleSource(definition, way);
      const steps = definedGuide(source, { gateway: 'acme', source: 'it', vendor: 'vendor' });
      expect(steps.length, way).toBeGreaterThan(0);
      expect(steps.filter(({ title, lines }) => /\$\{/.test([title, ...lines].join()))).toEqual([]);
      expect(requiredBy(source).secret.filter(({ description }) => description.length < 10)).toEqual([]);
    }
    for (const { about } of Object.values(authentication)) expect(about).toMatch(/\w.{10,}\.$/);
  });

  test('says why, and where it is written', () => {
    for (const [permission, why] of Object.entries(permissions)) expect(why, permission).toMatch(/^[A-Z].{4,}\.$/);
    expect(new Set(documentation).size).toBe(documentation.length);
    expect(rateLimits.about).toMatch(/\.$/);
    for (const [list, { about }] of Object.entries(lists)) expect(about, list).toMatch(/\.$/);
  });

  test('has settings that say what they are', () => {
    for (const [setting, { description, example, choices, default: otherwise }] of Object.entries(
      definition.settings,
    )) {
      expect(description, setting).toMatch(/^\S.{8,}[.]$/);
      if (choices) expect(choices).toContain(example);
      if (choices && otherwise !== undefined) expect(choices).toContain(otherwise);
    }
    // One that is only for some way is asked for there.
    const asked = new Set(ways.flatMap((way) => settingsOfWay(definition, way).map((setting) => setting.name)));
    expect(Object.keys(definition.settings).filter((setting) => !asked.has(setting))).toEqual([]);
  });

  test('calls what it reads by singular words', () => {
    const words = describedLists(definition).flatMap(({ items }) => items.flatMap(({ entity = [] }) => entity));
    expect(
      words.filter((word) => !/^[a-z][A-Za-z]*$/.test(word) || wordsOf(word).some((each) => singular(each) !== each)),
    ).toEqual([]);
  });

  test('lets nothing leave as it is that looks personal, or like free text', () => {
    const allowed = keptExceptions[name] ?? {};
    const strange = strangeFields(definition);
    expect(strange.filter(({ path }) => !Object.hasOwn(allowed, path))).toEqual([]);
    // An exception that is none any more would hide the next one.
    expect(Object.keys(allowed).filter((path) => !strange.some((field) => field.path === path))).toEqual([]);
  });

  test('is asked for people by pseudonyms that the gate turns back', () => {
    expect(clearVariables(definition)).toEqual([]);
  });

  test('takes no searches over content', () => {
    expect(openSearches(definition)).toEqual([]);
  });
});

test('each connector of the catalog is found, and has the modes that it has something for', () => {
  for (const { name, lists, endpoints } of definitions) {
    const { modes } = connectorNamed(name)!;
    expect(modes.includes('import'), name).toBe(Object.keys(lists).length > 0);
    expect(modes.includes('proxy'), name).toBe(Object.keys(endpoints).length > 0);
  }
});

test('the laws see what they are for', () => {
  const careless = `
title: Careless
about: What should not be.
documentation: [https://careless.example/docs]
server: https://careless.example
authentication: { token: { about: A token that may read., with: bearer } }
rateLimits: { about: None. }
endpoints:
  GET /users/{userId}:
    variables: { userId: { type: string } }
    answer: { $ref: '#/$defs/user' }
  GET /tickets:
    query: { q: { type: string }, filter: { type: string, pattern: '^status eq [a-z]+$' } }
    answer: { items: { properties: { subject: { type: string }, title: { type: string, pattern: '^[A-Z]+$' } } } }
$defs:
  address: { type: string }
  user: { properties: { id: { type: string }, email: { $ref: '#/$defs/address' }, active: { type: boolean } } }
`;
  const { content, problems } = readDefinition(careless, 'careless.yaml', 'careless');
  expect(problems).toEqual([]);
  expect(strangeFields(content!).map(({ path }) => path)).toEqual(['GET /tickets[].subject', 'user.id', 'user.email']);
  expect(clearVariables(content!)).toEqual(['GET /users/{userId}: userId']);
  expect(openSearches(content!)).toEqual(['GET /tickets: q']);
});

/** Fields that leave as they are, and why they should not. */
const strangeFields = (definition: Definition): readonly { readonly path: string; readonly why: string }[] =>
  keptFields(definition).flatMap((field) => {
    const why = whyNot(field);
    return why === undefined ? [] : [{ path: field.path, why }];
  });

/** Variables of paths that name people, and could be their ids. */
const clearVariables = (definition: Definition): readonly string[] =>
  Object.entries(definition.endpoints).flatMap(([endpoint, { variables = {} }]) =>
    personalVariables(endpoint)
      .filter((variable) => !isReversible(variables[variable], definition))
      .map((variable) => `${endpoint}: ${variable}`),
  );

/** Parameters that could ask for words in texts. */
const openSearches = (definition: Definition): readonly string[] =>
  Object.entries(definition.endpoints).flatMap(([endpoint, { query = {} }]) =>
    Object.entries(query).flatMap(([parameter, shape]) =>
      isSearch(parameter) && !(shape.anyOf ?? [shape]).every((each) => isClosed(resolved(each, definition)))
        ? [`${endpoint}: ${parameter}`]
        : [],
    ),
  );

/** Words that people put text of their own under. */
const freeText =
  /(^|[a-z])(name|subject|title|body|description|summary|text|message|content|snippet|label|topic|purpose|comment|note)s?$/i;

const isText = ({ type = 'string' }: Shape): boolean => [type].flat().includes('string');

const isList = ({ enum: values, const: only }: Shape): boolean => values !== undefined || only !== undefined;

const isClosed = (shape: Shape): boolean =>
  isList(shape) || shape.pattern !== undefined || shape.format !== undefined || !isText(shape);

/** As `sallyport shapes` guesses; and text without a form of its own under a name for free text. */
const whyNot = ({ name, shape, around, within }: KeptField): string | undefined => {
  const types = [shape.type ?? 'string'].flat();
  const field = { name, types, format: shape.format, isClosed: isList(shape), ...(within && { within }) };
  const mark = markOf(field, around, {});
  if (mark?.why !== 'free text' && !freeText.test(name)) return mark?.why;
  return isNarrow(shape) ? undefined : (mark?.why ?? 'perhaps free text');
};

/** Whether no name of a person and no sentence can be written in its form. */
const isNarrow = (shape: Shape): boolean =>
  isClosed(shape) && (shape.pattern === undefined || !new RegExp(shape.pattern, 'u').test('Ann Smith left'));

/** Those of a path that come after a word for people, or are one: `/users/{id}`, `/{userId}`. */
const personalVariables = (endpoint: string): readonly string[] => {
  const segments = endpoint.split(' ')[1]!.split('/');
  return segments.flatMap((segment, index) => {
    const variable = segment.match(/^\{(\w+)\}$/)?.[1];
    if (variable === undefined) return [];
    const before = wordsOf(segments[index - 1] ?? '');
    const own = wordsOf(variable).filter((word) => !/^(id|key|name|login)$/.test(word));
    return namesPerson(before) || namesPerson(own) ? [variable] : [];
  });
};

/** Besides words that are the same for everybody: `all`, `me`. */
const isReversible = (shape: Shape | undefined, definition: Definition): boolean => {
  if (shape === undefined) return false;
  const choices = (resolved(shape, definition).anyOf ?? [shape]).map((choice) => resolved(choice, definition));
  const others = choices.filter((choice) => !isList(choice));
  return others.every(({ treatment }) => treatment === 'pseudonym-reversible');
};

const resolved = (shape: Shape, { $defs }: Definition): Shape =>
  shape.$ref === undefined ? shape : ($defs[shape.$ref.replace('#/$defs/', '')] ?? {});

const isSearch = (parameter: string): boolean =>
  /^\$?(q|query|search|filter|jql|cql|sql|sysparm_query)$/i.test(parameter);
