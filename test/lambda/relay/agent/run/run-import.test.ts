import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Item } from '../../../../../connectors/item.ts';
import { jsonLog } from '../../../../../lambda/platform/log.ts';
import { loadAgentPolicy } from '../../../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../../../../lambda/relay/agent/run/create-run-request.ts';
import type { RelayedImport } from '../../../../../lambda/relay/relayed-request.ts';
import { readBatches } from '../../../../../lambda/relay/written-batch.ts';

const folder = mkdtempSync(join(tmpdir(), 'agent-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const count = 5_000;

beforeAll(() => {
  const database = new DatabaseSync(join(folder, 'hr.db'));
  database.exec('create table people (id integer primary key, name text, hired text)');
  database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    insert into people select i, 'person ' || i, '2026-01-02' from n`);
  database.close();
  writeFileSync(join(folder, 'teams.csv'), 'id,name\n1,Red\n2,Blue\n');
  writeFileSync(join(folder, 'people.sql'), 'select id, name, hired\nfrom people\n');
  writeFileSync(
    join(folder, 'agent.yaml'),
    `
allow:
  - sql: { sqlite: { folder: ., names: [hr.db] }, queries: [{ file: ./people.sql }] }
  - file: { folder: ., names: ["*.csv"] }
`,
  );
});

const log: string[] = [];

const agent = (changed?: (text: string) => string) => {
  const path = join(folder, 'agent.yaml');
  if (changed) writeFileSync(join(folder, 'changed.yaml'), changed('allow: []\n'));
  return createRunRequest({
    policy: loadAgentPolicy(changed ? join(folder, 'changed.yaml') : path),
    http: () => () => Promise.reject(new Error('no HTTP is needed')),
    log: jsonLog(
      (line) => log.push(line),
      () => 0,
    ),
    now: () => 0,
    random: () => 0,
  });
};

const people: RelayedImport = {
  kind: 'import',
  source: 'people',
  connector: 'sql',
  options: {
    database: { sqlite: './hr.db' },
    queries: [
      {
        query: 'select id, name,  hired from people',
        entity: { type: 'person', id: 'id', name: 'name', attributes: { hired: { column: 'hired', type: 'date' } } },
      },
    ],
    onInvalidRow: 'skip',
  },
  fields: {},
  secret: {},
};

async function* nothing(): AsyncGenerator<Uint8Array> {}

const batchesOf = async (request: RelayedImport, signal = AbortSignal.timeout(20_000)): Promise<readonly Batch[]> => {
  const { head, body } = await agent()(request, { body: nothing(), signal });
  expect(head).toStrictEqual({});
  const batches: Batch[] = [];
  for await (const batch of readBatches(body)) batches.push(batch);
  return batches;
};

const entities = (batches: readonly Batch[]): readonly Item[] =>
  batches.flatMap(({ items }) => items).filter(({ kind }) => kind === 'entity');

describe('an import at an agent', () => {
  it('reads a database', async () => {
    const read = entities(await batchesOf(people));
    expect(read).toHaveLength(count);
    expect(read[0]).toStrictEqual({
      kind: 'entity',
      id: '1',
      name: 'person 1',
      type: 'person',
      attributes: { hired: { type: 'date', value: new Date('2026-01-02') } },
    });
  });

  it('goes on where another one stopped', async () => {
    const [first] = await batchesOf(people);
    const rest = await batchesOf({ ...people, cursor: first!.resume! });
    expect(entities([first!]).length + entities(rest).length).toBe(count);
  });

  it('reads files', async () => {
    const entity = { type: 'team', id: 'id', name: 'name', attributes: {} };
    const options = { files: [{ path: './teams.csv', entity }], onInvalidRow: 'skip' };
    const read = entities(await batchesOf({ ...people, connector: 'file', options }));
    expect(read.map((item) => (item.kind === 'entity' ? item.name : ''))).toStrictEqual(['Red', 'Blue']);
  });

  it('ends when nobody wants it any more', async () => {
    const ended = new AbortController();
    const { body } = await agent()(people, { body: nothing(), signal: ended.signal });
    const read = async () => {
      for await (const _ of body) ended.abort(new Error('not wanted'));
    };
    await expect(read()).rejects.toThrow('not wanted');
  });

  it('says what is wrong with a query of its own file, as the gate would', async () => {
    const query = 'select id, name from nothing';
    const run = agent(() => `allow: [{ sql: { sqlite: { folder: ., names: [hr.db] }, queries: ["${query}"] } }]`);
    const options = { ...people.options, queries: [{ ...(people.options['queries'] as object[])[0], query }] };
    const { body } = await run({ ...people, options }, { body: nothing(), signal: AbortSignal.timeout(5_000) });
    await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'SourceError',
      code: 'configuration-invalid',
    });
  });

  it('is no larger than its file allows', async () => {
    const run = agent(
      () =>
        'allow: [{ sql: { sqlite: { folder: ., names: [hr.db] }, queries: [{ file: people.sql }] } }]\nlimits: { answerMebibytes: 1 }',
    );
    const { body } = await run(people, { body: nothing(), signal: AbortSignal.timeout(5_000) });
    const sizes: number[] = [];
    for await (const bytes of body) sizes.push(bytes.byteLength);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1024 * 1024);

    const twice = {
      ...people,
      options: { ...people.options, queries: Array(5).fill((people.options['queries'] as object[])[0]) },
    };
    const large = await run(twice, { body: nothing(), signal: AbortSignal.timeout(5_000) });
    const read = async () => {
      for await (const _ of large.body);
    };
    await expect(read()).rejects.toMatchObject({ code: 'relay-broken' });
  });
});

describe('credentials of a file of the agent', () => {
  const rule = (port: number) =>
    `allow: [{ sql: { postgres: { host: 127.0.0.1, port: ${port}, database: hr, tls: disable }, queries: [select 1 as id], secret: { file: secret.json } } }]`;
  const request: RelayedImport = {
    ...people,
    options: {
      database: { postgres: { host: '127.0.0.1', port: 1, database: 'hr', tls: 'disable', credentials: 'fields' } },
      queries: [{ query: 'select 1 as id', entity: { type: 'x', id: 'id', name: 'id', attributes: {} } }],
      onInvalidRow: 'skip',
    },
    fields: { user: 'of the vendor', password: 'of the vendor' },
    secret: { user: 'of the gate', password: 'of the gate' },
  };
  const outcome = async () => {
    writeFileSync(join(folder, 'secret.json'), '{"user":"reader","password":"x"}', { mode: 0o600 });
    const run = agent(() => rule(1));
    return {
      run,
      ask: async () => {
        const { body } = await run(request, { body: nothing(), signal: AbortSignal.timeout(5_000) });
        await body[Symbol.asyncIterator]().next();
      },
    };
  };

  it('are read when they are needed, and refused where others may read them', async () => {
    const { ask } = await outcome();
    await expect(ask()).rejects.toMatchObject({ name: 'SourceError', code: 'source-unreachable' });
    chmodSync(join(folder, 'secret.json'), 0o644);
    await expect(ask()).rejects.toMatchObject({ name: 'PlatformError', code: 'secret-denied' });
    rmSync(join(folder, 'secret.json'));
    await expect(ask()).rejects.toMatchObject({ name: 'PlatformError', code: 'secret-missing' });
    expect(log.join('')).not.toContain('reader');
  });

  it('count alone: nothing that the gate sends takes their place', async () => {
    const { ask } = await outcome();
    writeFileSync(join(folder, 'secret.json'), '{}', { mode: 0o600 });
    await expect(ask()).rejects.toMatchObject({ name: 'SourceError', code: 'credentials-missing' });
  });
});
