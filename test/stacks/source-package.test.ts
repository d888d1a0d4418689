import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layOut as layOutFiles, layOutSource, layOutSync, relayFiles, relayText } from '../../stacks/source-package.ts';
import { bearer, configuration, relay, source } from './aws/configurations.ts';
import { sync } from './aws/syncs.ts';

describe('the package of a source', () => {
  const config = configuration(bearer, { people: source({}, { claims: { source_id: '42' } }), teams: source() });
  let root: string;
  let directory: string;
  let handler: string;
  let target: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sallyport-package-'));
    [directory, handler, target] = [join(root, 'configuration'), join(root, 'handler'), join(root, 'target')];
    mkdirSync(join(directory, 'data'), { recursive: true });
    mkdirSync(handler);
    writeFileSync(join(root, 'private.csv'), 'id');
    writeFileSync(join(directory, 'data', 'people.csv'), 'id,name\n');
    for (const name of ['gateway.mjs', 'gateway.mjs.map', 'gateway.mjs.LEGAL.txt'])
      writeFileSync(join(handler, name), name);
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const layOut = (...files: string[]): void =>
    layOutSource({ config, name: 'people', hosts: ['hr.acme.example:5432'], directory, handler, files }, target);

  test('is the handler without its source map, the part of the configuration, and the data under its own path', () => {
    layOut('./data/people.csv');
    expect(readdirSync(target, { recursive: true }).sort()).toEqual([
      'data',
      'data/people.csv',
      'gateway.mjs',
      'gateway.mjs.LEGAL.txt',
      'source.json',
    ]);
    expect(readFileSync(join(target, 'data', 'people.csv'), 'utf8')).toBe('id,name\n');
    expect(JSON.parse(readFileSync(join(target, 'source.json'), 'utf8'))).toEqual({
      gateway: 'acme',
      vendor: config.vendor,
      name: 'people',
      source: config.sources.people,
      hosts: ['hr.acme.example:5432'],
    });
  });

  test.each(['../private.csv', 'data/../../private.csv', '/etc/hostname', '.', './data/..'])(
    'never holds %s',
    (file) => {
      expect(() => layOut(file)).toThrow(expect.objectContaining({ code: 'data-file-outside' }));
    },
  );

  test('does not follow a link out of the folder', () => {
    symlinkSync('../private.csv', join(directory, 'linked.csv'));
    expect(() => layOut('linked.csv')).toThrow(expect.objectContaining({ code: 'data-file-outside' }));
    symlinkSync('data/people.csv', join(directory, 'inside.csv'));
    layOut('inside.csv');
    expect(readFileSync(join(target, 'inside.csv'), 'utf8')).toBe('id,name\n');
  });

  test.each(['data/teams.csv', 'data'])('needs %s to be a file', (file) => {
    expect(() => layOut(file)).toThrow(
      expect.objectContaining({ code: 'data-file-missing', message: expect.stringContaining('node examples/data.ts') }),
    );
  });

  test.each(['source.json', 'relay.json', 'sync.json', 'gateway.mjs'])('keeps %s for itself', (file) => {
    writeFileSync(join(directory, file), '{}');
    expect(() => layOut(file)).toThrow(expect.objectContaining({ code: 'data-file-reserved' }));
  });

  test('has at most 250 MiB of data', () => {
    for (const name of ['first.csv', 'second.csv']) {
      writeFileSync(join(directory, name), '');
      truncateSync(join(directory, name), 126 * 1024 * 1024);
    }
    expect(() => layOut('first.csv', 'second.csv')).toThrow(
      expect.objectContaining({
        code: 'data-too-large',
        message:
          'The files of source people have 252 MiB, and AWS Lambda takes 250 MiB. Put them into a bucket and write ' +
          's3://<bucket>/<key> instead.',
      }),
    );
    expect(() => readdirSync(target)).toThrow();
  });

  test('of a sync is the same handler, its part of the configuration with its source, and the data of that', () => {
    const syncing = { ...config, sync: { 'bi-users': sync(), others: sync({ from: 'teams' }) } };
    const part = { config: syncing, name: 'bi-users', hosts: ['bi.acme.example'], directory, handler };
    layOutSync({ ...part, files: ['./data/people.csv'] }, target);
    expect(readdirSync(target).sort()).toEqual(['data', 'gateway.mjs', 'gateway.mjs.LEGAL.txt', 'sync.json']);
    expect(JSON.parse(readFileSync(join(target, 'sync.json'), 'utf8'))).toEqual({
      gateway: 'acme',
      vendor: { name: 'elimity' },
      name: 'bi-users',
      sync: syncing.sync['bi-users'],
      source: config.sources.people,
      hosts: ['bi.acme.example'],
    });
    expect(() => layOutSync({ ...part, files: ['./data/nobody.csv'] }, target)).toThrow(/^Source people names/);
  });

  test('of the relay is the same handler, and what it must know instead of a source', () => {
    expect(relayText(config)).toBeUndefined();
    layOutFiles(relayFiles(relayText({ ...config, relay })!, handler), target);
    expect(readdirSync(target).sort()).toEqual(['gateway.mjs', 'gateway.mjs.LEGAL.txt', 'relay.json']);
    expect(JSON.parse(readFileSync(join(target, 'relay.json'), 'utf8'))).toEqual({ gateway: 'acme', relay });
  });
});
