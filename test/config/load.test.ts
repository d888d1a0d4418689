import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../config/config-error.ts';
import { loadConfig, parseConfig } from '../../config/load.ts';
import { forms, good, goodPlatform } from './forms.ts';
import { printed, problemsOf } from './problems-of.ts';

const parse = (text: string) => parseConfig(text, 'sallyport.yaml', forms);

const thrown = (action: () => unknown): ConfigError => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('a configuration that is right', () => {
  test('comes out with its defaults, and the settings of a connector under options', () => {
    expect(parse(good)).toEqual({
      gateway: 'acme',
      monitoring: { dashboard: false },
      tags: {},
      vendor: {
        name: 'elimity',
        profile: 'bearer',
        identity: {
          jwt: {
            issuer: 'https://auth.elimity.com/',
            audience: 'gateway',
            claims: { base_url: 'https://acme.elimity.com' },
            urlClaim: 'gateway_url',
          },
        },
      },
      sources: {
        books: {
          connector: 'shelf',
          serve: ['import'],
          claims: { source_id: '42' },
          publicUrl: 'https://gateway.acme.example/books',
          closed: [{ cron: '0 2 * * *', timeZone: 'Europe/Brussels', minutes: 90 }],
          options: { place: 'hall', width: 80, deep: false, order: 'title', books: [] },
        },
        boxes: { connector: 'crate', serve: ['import'], claims: {}, closed: [], options: { label: 'old' } },
      },
      sync: {},
      deploy: { aws: { region: 'eu-west-1', account: '123456789012', logRetentionDays: 90 } },
    });
  });

  test('gets profile platform if no identity is a JWT', () => {
    const text = goodPlatform
      .replace('  profile: platform\n', '')
      .replace(/ {4}jwt: .*\n/, '')
      .replace(/ {4}oidcProviders:\n.*\n/, '');
    expect(parse(text).vendor.profile).toBe('platform');
  });

  test('has its GUIDs in lower case, as tokens have them', () => {
    expect(parse(goodPlatform).vendor.identity.entraWorkload?.tenantId).toBe('1b4e28ba-2fa1-41d2-883f-0016d3cca427');
  });

  test('need not say where it is deployed', () => {
    expect(parse(good.slice(0, good.indexOf('deploy:'))).deploy).toEqual({});
  });

  test('may have line ends of Windows', () => {
    expect(parse(good.replaceAll('\n', '\r\n'))).toEqual(parse(good));
  });

  test('may begin with a byte order mark', () => {
    expect(parse(`\uFEFF${good}`)).toEqual(parse(good));
  });
});

describe('a configuration that is wrong', () => {
  test('is told all its problems at once, in the order of the file', () => {
    const text = `gatway: acme
vendor:
  name: Elimity
  identity:
    jwt: { issuer: http://auth.elimity.com, audience: gateway }
sources:
  books: { connector: shelff, publicUrl: https://a.example/ }
  boxes: { connector: crate, label: 7, publicUrl: https://A.example }
  boxes: { connector: crate, label: old, publicUrl: "https://a.example:443/" }
deploy: { aws: { region: eu-west-1, acount: "1" } }
`;
    expect(problemsOf(text).map(({ line, path }) => [line, path])).toEqual([
      [1, 'gatway'],
      [3, 'vendor.name'],
      [5, 'vendor.identity.jwt.issuer'],
      [7, 'sources.books.connector'],
      [9, ''],
      [9, 'sources.boxes.publicUrl'],
      [10, 'deploy.aws.acount'],
    ]);
  });

  test('is told them in a text to print', () => {
    const error = thrown(() => parse(good.replace('gateway: acme', 'gatway: acme').replace('label: old', 'label: 7')));
    expect(error.name).toBe('ConfigError');
    expect(error.code).toBe('config-invalid');
    expect(error.message).toBe(`sallyport.yaml has 2 problems:

sallyport.yaml:2:1: gatway: is not a key that is known here.
  Did you mean gateway?

sallyport.yaml:18:54: sources.boxes.label: must be text, not a number (as a number it loses leading zeros and late digits).
  Put it in quotes: write "7".`);
  });

  test.each([
    ['is empty', '', '1:1 : the file is empty | It begins, for example: gateway: acme'],
    ['holds a comment only', '# soon\n', '1:1 : the file is empty | It begins, for example: gateway: acme'],
    [
      'is a list',
      '# soon\n- gateway: acme\n',
      '2:1 : the file must be a map at its top (key: value, one a line) | It begins, for example: gateway: acme',
    ],
    [
      'is a word',
      'acme',
      '1:1 : the file must be a map at its top (key: value, one a line) | It begins, for example: gateway: acme',
    ],
    [
      'is nested too deeply',
      'a: ['.repeat(20_000),
      expect.stringContaining('maps or lists are nested too deeply | Close the brackets or braces that are open.'),
    ],
    [
      'is larger than 1 MiB',
      good + '#'.repeat(1024 * 1024),
      '1:1 : the file is larger than 1 MiB | This is probably not a sallyport.yaml. Data belongs into files of its own, which a source names.',
    ],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text).map(printed)).toEqual([problem]);
  });

  test('can not grow by aliases: the billion laughs are told as what they are', () => {
    const laughs = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`,
    );
    const problems = problemsOf(`l0: &l0 [lol]\n${laughs.join('\n')}\n`);
    expect(problems.filter(({ what }) => what.startsWith('aliases'))).toHaveLength(81);
  });
});

describe('a configuration file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const load = (name: string, content?: string | Uint8Array) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return loadConfig(path, forms);
  };

  test('is read', () => {
    expect(load('good.yaml', good)).toEqual(parse(good));
  });

  test('that does not exist is told how to begin', () => {
    const error = thrown(() => load('none.yaml'));
    expect(error.code).toBe('config-not-found');
    expect(error.message).toContain(`There is no ${join(folder, 'none.yaml')}.`);
    expect(error.message).toContain('make one with sallyport init');
    expect(error.problems).toEqual([]);
  });

  test('below something that is no folder does not exist', () => {
    load('file.yaml', good);
    expect(thrown(() => load('file.yaml/sallyport.yaml')).code).toBe('config-not-found');
  });

  test('that is a folder can not be read', () => {
    const error = thrown(() => loadConfig(folder, forms));
    expect(error.code).toBe('config-unreadable');
    expect(error.message).toContain(`${folder} is not a file.`);
  });

  test('that links to itself can not be read', () => {
    symlinkSync(join(folder, 'loop.yaml'), join(folder, 'loop.yaml'));
    const error = thrown(() => load('loop.yaml'));
    expect(error.code).toBe('config-unreadable');
    expect(error.message).toContain('can not be read (ELOOP)');
  });

  test('of more than 1 MiB is refused', () => {
    const error = thrown(() => load('large.yaml', '#'.repeat(1024 * 1024 + 1)));
    expect(error.problems.map(({ what }) => what)).toEqual(['the file is larger than 1 MiB']);
  });

  test.each([
    ['Latin-1', Buffer.from('gateway: acme\nvendor:\n  name: caf\xe9\n', 'latin1'), 3],
    ['UTF-16', Buffer.from('\uFEFFgateway: acme\n', 'utf16le'), 1],
    ['cut off within a character', Buffer.from('gateway: é', 'utf8').subarray(0, -1), 1],
  ])('in %s is told the line that is not UTF-8', (name, content, line) => {
    const error = thrown(() => load(`${name}.yaml`, content));
    expect(error.code).toBe('config-invalid');
    expect(error.problems).toMatchObject([{ line, column: 1, what: 'this line is not UTF-8 text' }]);
    expect(error.message).toContain('Save the file in the encoding UTF-8.');
  });
});
