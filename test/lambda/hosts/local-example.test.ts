import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { ensureExampleData } from '../../../examples/data.ts';
import { type LocalHost, type LocalHostOptions, startLocalHost } from '../../../lambda/hosts/local.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { pullSource } from '../../../vendor/pull-source.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const directory = mkdtempSync(join(tmpdir(), 'sallyport-local-example-'));
afterAll(() => rmSync(directory, { recursive: true }));

const start = (config: Config, more: Partial<LocalHostOptions> = {}): Promise<LocalHost> =>
  startLocalHost({ config, directory, port: 0, log: jsonLog(() => {}, Date.now), environment: {}, ...more });

/** Every twentieth person of the example, with the teams they are in: seconds become a moment. */
const writeFew = (whole: string, path: string): void => {
  using database = new DatabaseSync(path);
  database.exec(`
    attach '${whole}' as example;
    create table people as select * from example.people where substr(id, 2) % 20 = 0;
    create table memberships as select * from example.memberships where person_id in (select id from people);
    create table teams as select * from example.teams where id in (select team_id from memberships);`);
};

describe('the example', () => {
  const config = loadConfig(join(root, 'sallyport.yaml'), connectors);
  // What is behind an agent needs one: `start.test.ts` has it.
  const imported = Object.keys(config.sources).filter(
    (name) => config.sources[name]!.serve.includes('import') && config.sources[name]!.via === undefined,
  );
  const fewPeople = join(directory, 'few', 'examples', 'data', 'people.sqlite');
  let host: LocalHost;
  let hostOfFew: LocalHost;
  let expected: Record<string, object>;
  let expectedFew: object;

  const rowsOf = (path: string) => {
    using database = new DatabaseSync(path, { readOnly: true });
    const rows = (table: string) => database.prepare(`select count(*) as rows from ${table}`).get()!['rows'] as number;
    return { entities: rows('people') + rows('teams'), relationships: rows('memberships') };
  };

  beforeAll(async () => {
    const path = await ensureExampleData(join(root, 'examples', 'data'));
    expected = {
      people: rowsOf(path),
      contractors: { entities: 200, relationships: expect.any(Number) },
      apps: { entities: 50, relationships: 0 },
    };
    mkdirSync(dirname(fewPeople), { recursive: true });
    writeFew(path, fewPeople);
    expectedFew = rowsOf(fewPeople);
    // Pages as a host with limits makes them: of 3 MB, and of a few kilobytes.
    host = await start(config, { directory: root, limits: { bytes: 4_000_000 } });
    const { people } = config.sources;
    hostOfFew = await start(
      { ...config, sources: { people: people! } },
      { directory: join(directory, 'few'), limits: { bytes: 80_000 } },
    );
  });
  afterAll(() => Promise.all([host.stop(0), hostOfFew.stop(0)]));

  test('has the sources that this test knows', () => {
    expect(Object.keys(expected)).toEqual(imported);
  });

  for (const name of imported) {
    for (const codec of ['proto', 'json'] as const) {
      for (const version of ['v1alpha2', 'v1alpha1'] as const) {
        // All of its people once, and every twentieth of them by the other codec and version, with pages as many times smaller.
        const isFew = name === 'people' && !(codec === 'proto' && version === 'v1alpha2');
        const asked = () => (isFew ? hostOfFew : host);
        test(`${name}: all cursors in ${codec} by ${version}`, async () => {
          const ids = new Set<string>();
          const counts = await pullSource({
            url: asked().urlOf(name),
            token: () => asked().token(name, 60),
            codec,
            version,
            onItem: ({ case: kind, value }) => kind === 'entity' && ids.add(`${value.type} ${value.id}`),
          });
          expect(counts).toMatchObject({ ...(isFew ? expectedFew : expected[name]), logs: 0 });
          expect(ids.size).toBe(counts.entities);
          const isPaged = version === 'v1alpha2' && name === 'people';
          expect(counts.pages > 5).toBe(isPaged);
        });
      }
    }
  }

  test('contractors: a cursor leads from one file to the next', async () => {
    const tiny = await start(config, { directory: root, limits: { bytes: 1_000 } });
    const pull = ({ urlOf, token }: LocalHost) =>
      pullSource({ url: urlOf('contractors'), token: () => token('contractors', 60) });
    const [whole, paged] = [await pull(host), await pull(tiny)];
    await tiny.stop(0);
    expect(whole.pages).toBe(1);
    expect(paged.pages).toBeGreaterThan(1);
    expect(paged).toMatchObject({ entities: whole.entities, relationships: whole.relationships });
  });
});
