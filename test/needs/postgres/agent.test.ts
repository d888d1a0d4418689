import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { sqlRules } from '../../../bin/agent/allow/other-rules.ts';
import type { Item } from '../../../connectors/item.ts';
import type { SqlOptions } from '../../../connectors/sql/options.ts';
import { sql } from '../../../connectors/sql.ts';
import { parseAgentPolicy } from '../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../../lambda/relay/agent/run/create-run-request.ts';
import type { RelayedRequest } from '../../../lambda/relay/relayed-request.ts';
import { readBatches } from '../../../lambda/relay/written-batch.ts';
import { optionsOf } from '../../connectors/support/read-all.ts';

const cluster = inject('cluster');
const folder = mkdtempSync(join(tmpdir(), 'sallyport-agent-postgres-'));
afterAll(() => rmSync(folder, { recursive: true }));

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function* nothing(): AsyncGenerator<Uint8Array> {}

const run = (options: SqlOptions, asked: SqlOptions = options) => {
  const { user, password } = cluster;
  writeFileSync(join(folder, 'ca.pem'), cluster.ca);
  writeFileSync(join(folder, 'secret.json'), JSON.stringify({ user, password }), { mode: 0o600 });
  const [rule] = sqlRules(options) as readonly { readonly sql: object }[];
  const rules = { allow: [{ sql: { ...rule!.sql, secret: { file: 'secret.json' } } }] };
  const agent = createRunRequest({
    policy: parseAgentPolicy(stringify(rules), join(folder, 'agent.yaml')),
    http: () => () => Promise.reject(new Error('no HTTP is needed')),
    log: silent,
    now: Date.now,
    random: () => 0,
  });
  const request = { kind: 'import', source: 'hr', connector: 'sql', options: asked, fields: {}, secret: {} };
  return agent(JSON.parse(JSON.stringify(request)) as RelayedRequest, {
    body: nothing(),
    signal: AbortSignal.timeout(60_000),
  });
};

// The file of authorities is another one at the gate.
const postgres = { host: 'localhost', port: cluster.port, database: 'postgres', ca: './elsewhere/ca.pem' };
const reading = (query: string) =>
  optionsOf(sql, {
    database: { postgres },
    queries: [{ query, entity: { type: 'row', id: 'id', attributes: { n: { column: 'n', type: 'number' } } } }],
  }) as SqlOptions;

test('an agent reads a database over TLS, with an authority and credentials of its own', async () => {
  const { body } = await run(reading("select i as id, 'NaN'::float8 as n from generate_series(1, 5000) i"));
  const items: Item[] = [];
  for await (const batch of readBatches(body)) items.push(...batch.items);
  const rows = items.filter((item) => item.kind === 'entity');
  expect(rows).toHaveLength(5_000);
});

test('white space of a query may differ from the one in its own file, and nothing else', async () => {
  const own = reading('select 1 as id,\n  2 as n');
  const { body } = await run(own, reading('select 1 as id, 2   as n'));
  const items: Item[] = [];
  for await (const batch of readBatches(body)) items.push(...batch.items);
  expect(items[0]).toMatchObject({ kind: 'entity', id: '1', attributes: { n: { type: 'number', value: 2 } } });
  await expect(run(own, reading('select 1 as id, 3 as n'))).rejects.toMatchObject({ code: 'agent-refused' });
});
