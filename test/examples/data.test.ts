import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureExampleData } from '../../examples/data.ts';
import { appsNdjson, contractorsCsv, visitorsCsv } from '../../examples/files.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-examples-'));
const progress: number[] = [];
let path: string;

beforeAll(async () => {
  path = await ensureExampleData(join(directory, 'new', 'data'), (done, total) => {
    expect(total).toBe(100_000);
    progress.push(done);
  });
});

afterAll(() => rmSync(directory, { recursive: true }));

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const numberOf = (query: string): unknown => {
  using database = new DatabaseSync(path, { readOnly: true });
  return Object.values(database.prepare(query).get() ?? {})[0];
};

test('the example data is as large as it says', () => {
  expect(numberOf('select count(*) from people')).toBe(100_000);
  expect(numberOf('select count(*) from teams')).toBe(2_000);
  expect(numberOf('select count(*) from memberships')).toBeGreaterThan(190_000);
  expect(progress.at(0)).toBeGreaterThan(0);
  expect(progress.at(-1)).toBe(100_000);
});

test('its memberships are of people and teams that are there', () => {
  const strays = `select count(*) from memberships where person_id not in (select id from people) or team_id not in (select id from teams)`;
  expect(numberOf(strays)).toBe(0);
});

test('its addresses are all different, and nobody’s', () => {
  expect(numberOf('select count(distinct email) from people')).toBe(100_000);
  expect(
    numberOf("select count(*) from people where email not like '%_@acme.example' or email glob '*[^a-z0-9.@]*'"),
  ).toBe(0);
});

const age = (): void => {
  using database = new DatabaseSync(path);
  database.exec('pragma user_version = 0');
};

test('nothing unfinished stays beside it', () =>
  expect(readdirSync(join(directory, 'new', 'data'))).toEqual(['people.sqlite']));

test('it is made once, and anew when it is older or broken', async () => {
  const made = statSync(path).mtimeMs;
  expect(await ensureExampleData(join(directory, 'new', 'data'), () => expect.fail('it was there'))).toBe(path);
  expect(statSync(path).mtimeMs).toBe(made);

  const first = digest(path);
  for (const spoil of [age, () => writeFileSync(path, 'half a file')]) {
    spoil();
    await ensureExampleData(join(directory, 'new', 'data'));
    expect(digest(path)).toBe(first);
  }
});

test.each([
  ['contractors.csv', contractorsCsv],
  ['visitors.csv', visitorsCsv],
  ['apps.ndjson', appsNdjson],
])('%s is what its script writes: if not, run node examples/files.ts', (name, write) => {
  const checkedIn = join(import.meta.dirname, '..', '..', 'examples', name);
  expect(existsSync(checkedIn)).toBe(true);
  expect(readFileSync(checkedIn, 'utf8')).toBe(write());
});
