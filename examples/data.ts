import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { type Seeded, seeded } from './seeded.ts';
import { fields, fullName, mailAddress, offices, titles } from './words.ts';

const people = 100_000;
const teams = 2_000;
const peopleAtOnce = 5_000;
/** Raise it when the data changes: an older file is then made anew. */
const version = 1;

const schema = `
  pragma journal_mode = off;
  pragma synchronous = off;
  create table people (
    id text primary key, full_name text not null, email text not null, title text not null, office text, hired_on text not null,
    fte real not null, is_manager integer not null, badge_at text, shift_starts text
  ) without rowid;
  create table teams (id text primary key, name text not null, cost_center integer not null, created_on text not null) without rowid;
  create table memberships (
    person_id text not null, team_id text not null, role text, since text not null, primary key (person_id, team_id)
  ) without rowid;
`;

/**
 * Makes the example data, unless it is there: `people.sqlite` with 100,000 people, 2,000 teams and about 200,000 memberships. It is
 * the same on every machine.
 *
 * @param directory is made if need be
 * @param onProgress hears how many of how many people are written
 * @returns the absolute path of the file
 */
export const ensureExampleData = async (
  directory: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<string> => {
  const path = join(resolve(directory), 'people.sqlite');
  if (isCurrent(path)) return path;
  await mkdir(directory, { recursive: true });
  // Written aside and renamed, so that there is never half a file, not even when two start at once.
  const unfinished = `${path}.${process.pid}`;
  await rm(unfinished, { force: true });
  try {
    await write(unfinished, onProgress);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  return path;
};

const isCurrent = (path: string): boolean => {
  try {
    using database = new DatabaseSync(path, { readOnly: true });
    return database.prepare('pragma user_version').get()?.['user_version'] === version;
  } catch {
    return false;
  }
};

const write = async (path: string, onProgress: (done: number, total: number) => void): Promise<void> => {
  using database = new DatabaseSync(path);
  database.exec(schema);
  database.exec('begin');
  const random = seeded(20_240_229);
  writeTeams(database, random);
  const writePerson = personWriter(database, random);
  for (let number = 1; number <= people; number++) {
    writePerson(number);
    if (number % peopleAtOnce !== 0) continue;
    onProgress(number, people);
    await setImmediate();
  }
  database.exec(`commit; pragma user_version = ${version}`);
};

const teamId = (number: number): string => `t${String(number).padStart(4, '0')}`;

const writeTeams = (database: DatabaseSync, random: Seeded): void => {
  const insert = database.prepare('insert into teams values (?, ?, ?, ?)');
  for (let number = 1; number <= teams; number++) {
    const name = `${random.pick(fields)} ${random.pick(offices)} ${number}`;
    insert.run(teamId(number), name, 1000 + random.below(9000), random.dayAfter('2001-01-01', 8000));
  }
};

const personWriter = (database: DatabaseSync, random: Seeded): ((number: number) => void) => {
  const insertPerson = database.prepare('insert into people values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const insertMembership = database.prepare('insert or ignore into memberships values (?, ?, ?, ?)');
  return (number) => {
    const id = `p${String(number).padStart(6, '0')}`;
    const name = fullName(random);
    const hired = random.dayAfter('1994-03-01', 11_000);
    insertPerson.run(
      id,
      name,
      mailAddress(name, number, 'acme'),
      random.pick(titles),
      random.percent(90) ? random.pick(offices) : null,
      hired,
      random.pick([1, 1, 1, 0.8, 0.5]),
      random.percent(8) ? 1 : 0,
      random.percent(70)
        ? `${random.dayAfter('2024-01-01', 365)} ${clock(random, 6, 14)}:${twoDigits(random.below(60))}`
        : null,
      random.percent(40) ? clock(random, 5, 12) : null,
    );
    for (let memberships = 1 + random.below(3); memberships > 0; memberships--) {
      const role = random.percent(10) ? 'lead' : random.percent(80) ? 'member' : null;
      insertMembership.run(id, teamId(1 + random.below(teams)), role, random.dayAfter(hired, 2000));
    }
  };
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');

const clock = (random: Seeded, from: number, hours: number): string =>
  `${twoDigits(from + random.below(hours))}:${random.pick(['00', '15', '30', '45'])}`;

if (import.meta.main) {
  const path = await ensureExampleData(join(import.meta.dirname, 'data'), (done, total) => {
    if (done % 25_000 === 0) console.log(`${done} of ${total} people`);
  });
  console.log(path);
}
