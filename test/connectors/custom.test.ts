import { describe, expect, test } from 'vitest';
import type { ConfigError } from '../../config/config-error.ts';
import type { NamedText } from '../../config/load/file-reader.ts';
import { parseConfig } from '../../config/load.ts';
import type { DefinedSource } from '../../connectors/defined/defined-source.ts';
import { connectors } from '../../connectors/index.ts';
import { badgesDefinition } from './defined/support/badges.ts';

const file = './badges.connector.yaml';

/** A configuration with one source of a customer's own kind. */
const loaded = (source: string, definition = badgesDefinition) => {
  const read = (location: string): NamedText =>
    location === file ? { file: location, text: definition } : { what: 'is not there', remedy: 'Put it there.' };
  const text = `
gateway: acme
vendor: { name: vendor, identity: { jwt: { issuer: https://issuer.example/, audience: gateway, claims: { tenant: acme } } } }
sources:
  badges:
    connector: custom
    definition: ${file}
    claims: { source_id: "1" }
    ${source}
`;
  return parseConfig(text, 'sallyport.yaml', connectors, read).sources['badges']!;
};

const problemsOf = (source: string, definition?: string): readonly string[] => {
  try {
    loaded(source, definition);
  } catch (error) {
    return (error as ConfigError).problems.map(
      ({ file: of, path, what, remedy }) => `${of} ${path}: ${what} | ${remedy}`,
    );
  }
  return [];
};

const domain = 'settings: { domain: badges.example.com }';

describe('a connector of a customer’s own', () => {
  test('is the same as one of this package', () => {
    const { plan, api, permissions } = loaded(domain).options as unknown as DefinedSource;
    expect(plan.lists.map(({ name }) => name)).toStrictEqual(['holders', 'teams', 'members']);
    expect(plan.lists[0]!.request).toMatchObject({
      server: 'https://badges.example.com/api',
      headers: { 'x-version': '7' },
    });
    expect(api.endpoints.map(({ name }) => name)).toStrictEqual(['GET /holders']);
    expect(Object.keys(permissions)).toStrictEqual(['read-holders', 'read-teams']);
  });

  test('asks for no more permissions than what is read and served needs', () => {
    const { permissions, api } = loaded(`${domain}\n    serve: [import]\n    read: [holders]`)
      .options as unknown as DefinedSource;
    expect(Object.keys(permissions)).toStrictEqual(['read-holders']);
    expect(api.endpoints).toStrictEqual([]);
  });

  test('may have the proxy alone', () => {
    const noLists = badgesDefinition
      .replace(/\nlists:[\s\S]*?\nendpoints:/, '\nendpoints:')
      .replace(/ {2}read-teams.*\n/, '');
    const { plan } = loaded(`${domain}\n    serve: [proxy]`, noLists).options as unknown as DefinedSource;
    expect(plan.lists).toStrictEqual([]);
    expect(problemsOf(domain, noLists)).toStrictEqual([
      'sallyport.yaml sources.badges.serve: can not be import: the definition has no lists | Write serve: [proxy]',
    ]);
    expect(problemsOf(`${domain}\n    serve: [proxy]\n    read: [holders]`, noLists)).toStrictEqual([
      'sallyport.yaml sources.badges.read: means nothing here: the definition has nothing of that kind | Remove it.',
    ]);
  });

  test.each([
    [
      'a setting is missing',
      'settings: {}',
      'sallyport.yaml sources.badges.settings: domain is missing, or not in the right form | Where the badge system is. For example: badges.example.com',
    ],
    [
      'a setting is no host',
      'settings: { domain: "https://badges.example.com" }',
      'sallyport.yaml sources.badges.settings: domain must be the name of a host, in lower case | Where the badge system is. For example: badges.example.com',
    ],
    ['a setting leads up', 'settings: { domain: ".." }', 'domain must be'],
    [
      'a setting is not known',
      'settings: { domain: badges.example.com, tenant: x }',
      'sallyport.yaml sources.badges.settings: has a key that the definition does not know | It knows: domain',
    ],
    [
      'a list is not known',
      `${domain}\n    read: [owners]`,
      'sallyport.yaml sources.badges.read: does not fit the definition | The lists are: holders, teams, members',
    ],
    [
      'an endpoint is not known',
      `${domain}\n    endpoints: [GET /owners]`,
      'sallyport.yaml sources.badges.endpoints: names what the connector does not have | Write any of: default, GET /holders',
    ],
    ['a way is not known', `${domain}\n    authentication: certificate`, 'sources.badges.authentication'],
  ])('says so when %s', (_, source, problem) => {
    expect(problemsOf(source).join('\n')).toContain(problem);
  });
});

describe('a definition that is wrong', () => {
  test.each([
    ['paging: none', 'paging: { links: next }', 'paging'],
    [
      'request: GET /teams/{key}/members',
      'request: GET /teams/{id}/members',
      'has a variable {id} that nothing fills in',
    ],
    ['for: teams', 'for: people', 'is no list that stands above this one'],
    [
      'permissions: [read-holders]\n    request',
      'permissions: [read-all]\n    request',
      'is no permission of this definition',
    ],
    ['https://${domain}/api', 'https://${host}/api', 'names a setting that is not there'],
    ['https://${domain}/api', 'http://${domain}/api', 'must begin with https://'],
    ['with: bearer', 'with: { clientCredentials: {} }', 'is no way to prove who calls'],
    ['from: self', 'from: owner', 'items'],
    ['example: badges.example.com', 'example: Badge System', 'is not what the setting itself asks for'],
    ['  domain:\n', '  connector: { description: x, example: y }\n  domain:\n', 'is the name of something else'],
    ['treatment: pseudonym', 'treatment: hide', 'endpoints'],
    ['GET /holders:', 'FETCH /holders:', 'endpoints'],
    ['title: Badge system', 'titel: Badge system', 'Did you mean title?'],
  ])('%s -> %s', (right, wrong, problem) => {
    const definition = badgesDefinition.replace(right, wrong);
    expect(definition).not.toBe(badgesDefinition);
    const problems = problemsOf(domain, definition);
    expect(problems.join('\n')).toContain(problem);
    expect(problems.every((each) => each.startsWith(`${file} `))).toBe(true);
  });
});
