import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ConfigError } from '../../../config/config-error.ts';
import type { ConnectorForm } from '../../../config/connector-form.ts';
import { loadConfig, parseConfig } from '../../../config/load.ts';

/** A connector that reads a shapes file and some data. */
const library: ConnectorForm = {
  name: 'library',
  modes: ['proxy'],
  options: z.strictObject({ shapes: z.string().describe('s'), data: z.string().optional().describe('d') }),
  resolve: (options, files) => {
    const { data } = options as { data?: string };
    const value = data === undefined ? 'none' : files.data('data');
    if (value === 'bad') files.report('data', 'is bad', 'Write good.');
    const shapes = files.shapes('shapes', Array.isArray(value) ? value : undefined);
    return shapes && { endpoints: shapes.endpoints.map(({ name }) => name), value };
  },
};

const configuration = (sources: string): string => `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
sources:
${sources}`;

const one = configuration('  books: { connector: library, shapes: ./books.yaml, data: ./data.json }\n');

const top = mkdtempSync(join(tmpdir(), 'sallyport-named-'));
const folder = join(top, 'customer');
const file = join(folder, 'sallyport.yaml');
const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  write('sallyport.yaml', one);
  write('books.yaml', 'endpoints: { GET /books: {} }');
  write('data.json', '["GET /books"]');
});

afterAll(() => rmSync(top, { recursive: true }));

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
  throw new Error('nothing was thrown');
};

const loaded = () => loadConfig(file, [library]);

describe('files that a source names', () => {
  test('are read when the configuration is loaded, and their content takes the place of their names', () => {
    expect(loaded().sources.books?.options).toEqual({ endpoints: ['GET /books'], value: ['GET /books'] });
  });

  test('may be in YAML with all it has', () => {
    write('data.json', 'a: &a [GET /books]\nb: *a');
    expect(loaded().sources.books?.options).toMatchObject({ value: { a: ['GET /books'], b: ['GET /books'] } });
  });

  test('may be given by a reader', () => {
    const text = configuration('  books: { connector: library, shapes: s3://elsewhere }\n');
    const read = (location: string) => ({ file: location, text: 'endpoints: { GET /read: {} }' });
    expect(parseConfig(text, 'test.yaml', [library], read).sources.books?.options.endpoints).toEqual(['GET /read']);
  });

  test('are told of with their own name, all problems of all files at once', () => {
    write(
      'sallyport.yaml',
      configuration(`  books: { connector: library, shapes: ./books.yaml, data: ./missing.json }
  films: { connector: library, shapes: ./films.yaml }
`),
    );
    write('books.yaml', 'endpoints: { GET /books: { answer: {} } }');
    write('films.yaml', 'endpoints:\n  get /films: {}\n  GET /films: { answr: { type: string } }\n');
    expect(messageOf(loaded)).toBe(`sallyport.yaml and books.yaml and films.yaml have 4 problems:

sallyport.yaml:4:60: sources.books.data: is not there.
  Put the file there: missing.json

books.yaml:1:36: endpoints."GET /books".answer: does not say its type, so that nothing would leave.
  Write, for example: type: string

films.yaml:2:3: endpoints."get /films": is not a method that is known here.
  Did you mean GET?

films.yaml:3:17: endpoints."GET /films".answr: is not a key that is known here.
  Did you mean answer?`);
  });

  test('are not read while the configuration itself is wrong', () => {
    write('sallyport.yaml', one.replace('gateway: acme', 'gateway: Acme'));
    rmSync(join(folder, 'books.yaml'));
    expect(messageOf(loaded)).toMatch(/^sallyport\.yaml has 1 problem:\n\nsallyport\.yaml:1:10: gateway/);
  });

  test('have a line in the configuration for what the connector finds', () => {
    write('data.json', 'bad');
    expect(messageOf(loaded)).toContain('sallyport.yaml:4:60: sources.books.data: is bad.\n  Write good.');
  });

  test.each<[string, () => void, RegExp]>([
    [
      'no file',
      () => rmSync(join(folder, 'books.yaml')),
      /books\.shapes: is not there\.\n {2}Put the file there: books\.yaml/,
    ],
    ['a folder', () => write('sallyport.yaml', one.replace('./books.yaml', './x')), /books\.shapes: is not there/],
    [
      'a folder that is there',
      () => {
        mkdirSync(join(folder, 'x'));
        write('sallyport.yaml', one.replace('./books.yaml', './x'));
      },
      /books\.shapes: is not a file/,
    ],
    [
      'a file above',
      () => write('sallyport.yaml', one.replace('./books.yaml', '../books.yaml')),
      /outside of the config/,
    ],
    ['an absolute path', () => write('sallyport.yaml', one.replace('./books.yaml', '/etc/hosts')), /is not there/],
    [
      'a link that leads out',
      () => {
        writeFileSync(join(top, 'books.yaml'), 'endpoints: { GET /books: {} }');
        rmSync(join(folder, 'books.yaml'));
        symlinkSync(join(top, 'books.yaml'), join(folder, 'books.yaml'));
      },
      /books\.shapes: lies outside of the configuration's folder/,
    ],
    ['what is not UTF-8', () => write('books.yaml', Uint8Array.of(0xff, 0xfe)), /books\.shapes: is not UTF-8 text/],
    ['broken data', () => write('data.json', '{ "a": '), /books\.data: is neither JSON nor YAML\.\n {2}Line 1/],
    [
      'what is too large',
      () => write('books.yaml', `# ${'x'.repeat(16 * 1024 * 1024)}`),
      /books\.shapes: is larger than 16/,
    ],
  ])('can not be %s', (_, change, message) => {
    change();
    expect(messageOf(loaded)).toMatch(message);
  });
});
