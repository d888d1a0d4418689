import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RelayedImport } from '../../../../../lambda/relay/relayed-request.ts';
import { tryRequest } from './refusals.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-files-')));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  const write = (name: string) => writeFileSync(join(folder, name), 'id,name\n1,Ada\n');
  mkdirSync(join(folder, 'exports/daily/old'), { recursive: true });
  for (const name of ['secret.csv', 'exports/people.csv', 'exports/daily/1.csv', 'exports/daily/old/1.csv'])
    write(name);
  symlinkSync(join(folder, 'exports/people.csv'), join(folder, 'exports/daily/latest.csv'));
  symlinkSync(join(folder, 'secret.csv'), join(folder, 'exports/daily/link.csv'));
  symlinkSync(folder, join(folder, 'exports/daily/out'));
  symlinkSync('loop.csv', join(folder, 'exports/daily/loop.csv'));
  mkdirSync(join(folder, 'exports/daily/folder.csv'));
});

const rules = `
allow:
  - file: { folder: ./exports, names: [people.csv, daily/*.csv, daily/out/*.csv] }
  - sql: { sqlite: { folder: ./exports, names: [hr.db] }, queries: [select id from people] }
`;

const importOf = (path: string): RelayedImport => ({
  kind: 'import',
  source: 'people',
  connector: 'file',
  options: {
    files: [
      {
        path,
        format: 'csv',
        encoding: 'utf-8',
        csv: {},
        entity: { type: 'person', id: 'id', name: 'name', attributes: {} },
      },
    ],
    onInvalidRow: 'skip',
  },
  fields: {},
  secret: {},
});

const tried = (path: string) => tryRequest(rules, importOf(path), folder);

describe('a rule about files allows', () => {
  it.each(['people.csv', './people.csv', './daily/1.csv', 'daily/latest.csv'])('%s', async (path) => {
    expect(await tried(path)).toMatchObject({ code: 'answered', log: [] });
  });

  it('a file that is not there, which whoever opens it says', async () => {
    expect((await tried('daily/none.csv')).code).toMatch('daily/none.csv is not there');
  });
});

describe('an agent refuses', () => {
  it.each([
    ['another file', 'secret.csv'],
    ['a file above', '../secret.csv'],
    ['a file above, from within', 'daily/../../secret.csv'],
    ['a way back', 'daily/../people.csv'],
    ['dots alone', 'daily/..'],
    ['an absolute path', join(folder, 'secret.csv')],
    ['a link that leads out', 'daily/link.csv'],
    ['a file behind a link that leads out', 'daily/out/secret.csv'],
    ['a folder', 'daily/folder.csv'],
    ['a file in a folder below', 'daily/old/1.csv'],
    ['the folder itself', '.'],
    ['nothing', ''],
    ['other case', 'People.csv'],
    ['a slash at the end', 'people.csv/'],
    ['two slashes', 'daily//1.csv'],
    ['a backslash', 'daily\\1.csv'],
    ['a way up with backslashes', '..\\secret.csv'],
    ['a drive', 'C:/exports/people.csv'],
    ['a share', '//server/share/people.csv'],
    ['a stream behind a name (Windows)', 'people.csv:secret'],
    ['the data of a name (Windows)', 'people.csv::$DATA'],
    ['a dot at the end (Windows)', 'people.csv.'],
    ['a blank at the end (Windows)', 'people.csv '],
    ['a short name (Windows)', 'daily/PEOPLE~1.csv'],
    ['a device (Windows)', 'daily/CON.csv'],
    ['another device (Windows)', 'daily/aux.csv'],
    ['a URL of a file', 'file:///etc/passwd'],
    ['an object of a cloud', 's3://acme-exports/people.csv'],
    ['a null byte', 'people.csv\0.csv'],
    ['a line feed', 'daily/1\n.csv'],
    ['an escaped slash', 'daily%2f1.csv'],
    ['a tilde', '~/people.csv'],
    ['a variable', '$HOME/people.csv'],
  ])('%s', async (_, path) => {
    const { code, sent, message, log } = await tried(path);
    expect({ code, sent }).toStrictEqual({ code: 'agent-refused', sent: false });
    expect(log).toMatchObject([{ event: 'agent.refused', kind: 'import' }]);
    expect(message).not.toContain(folder);
  });

  it.each(['./secret.db', '../hr.db', 'daily/hr.db'])('a database at %s', async (sqlite) => {
    const query = { query: 'select id from people', entity: { type: 'person', id: 'id', name: 'id', attributes: {} } };
    const options = { database: { sqlite }, queries: [query], onInvalidRow: 'skip' };
    const request = { ...importOf(''), connector: 'sql', options };
    expect(await tryRequest(rules, request, folder)).toMatchObject({ code: 'agent-refused' });
  });
});
