import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A folder with a small configuration and its data. */
export interface Workspace {
  readonly directory: string;
  readonly config: string;
  [Symbol.dispose](): void;
}

const head = `
gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: https://issuer.example/, audience: gateway, claims: { base_url: https://acme.example } } }
sources:`;

/** Three people in a database. */
export const people = `
  people:
    connector: sql
    claims: { source_id: "1" }
    database: { sqlite: ./people.sqlite }
    queries: [{ query: 'select id, name from people', entity: { type: person, id: id, name: name } }]`;

/** Two desks in a file, and who sits there. */
export const desks = `
  desks:
    connector: file
    claims: { source_id: "2" }
    files:
      - { path: ./desks.csv, entity: { type: desk, id: desk, name: desk } }
      - { path: ./desks.csv, relationship: { from: { type: person, id: person }, to: { type: desk, id: desk } } }`;

/** Its database is not there. */
export const missing = `
  missing:
    connector: sql
    claims: { source_id: "3" }
    database: { sqlite: ./missing.sqlite }
    queries: [{ query: 'select id, name from people', entity: { type: person, id: id, name: name } }]`;

/** Everyone in it takes a page of network buffers: an import that nobody reads is still under way. */
export const crowd = `
  crowd:
    connector: sql
    claims: { source_id: "4" }
    database: { sqlite: ./crowd.sqlite }
    queries: [{ query: 'select id, name from people', entity: { type: person, id: id, name: name } }]`;

const writePeople = (path: string, count: number, nameBytes: number): void => {
  using database = new DatabaseSync(path);
  database.exec(`
    create table people (id integer primary key, name text);
    with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
    insert into people select i, hex(zeroblob(${nameBytes / 2})) from n;`);
};

/** Makes one, in a folder whose name needs quotes in a shell. */
export const workspace = (...sources: readonly string[]): Workspace => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "sallyport it's ")));
  const config = join(directory, 'sallyport.yaml');
  writeFileSync(config, `${head}${sources.join('')}\n`);
  writePeople(join(directory, 'people.sqlite'), 3, 4);
  writeFileSync(join(directory, 'desks.csv'), 'desk,person\nd1,1\nd2,2\n');
  if (sources.includes(crowd)) writePeople(join(directory, 'crowd.sqlite'), 40_000, 1_000);
  return { directory, config, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
};
