import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localRelay } from '../../../../lambda/platform/local/local-relay.ts';
import { issueCode } from '../../../../lambda/relay/registry/issue-code.ts';
import { readAgents } from '../../../../lambda/relay/registry/read-agents.ts';

const run = promisify(execFile);
const racer = join(import.meta.dirname, 'racer.ts');
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relay-processes-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('processes that use one code at the same time get a slot each, as many as it allows, and one authority', async () => {
  const { registry } = localRelay(directory, 'acme');
  const wish = { agent: 'berlin', uses: 10 };
  const authority = 'A'.repeat(43);
  const { code } = await issueCode(registry, wish, { registrar: 'administrator', authority, now: Date.now() });
  const outputs = await Promise.all(
    Array.from({ length: 4 }, () => run(process.execPath, [racer, directory, code, '4'])),
  );
  const said = outputs.map(({ stdout }) => JSON.parse(stdout) as { fingerprint: string; entered: string[] });
  expect(new Set(said.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  const entered = said.flatMap((one) => one.entered);
  expect(entered.filter((one) => one === 'code-refused')).toHaveLength(6);
  const agents = entered.filter((one) => one !== 'code-refused').map((one) => one.split(' '));
  expect(agents.map(([agent]) => agent).sort()).toEqual(
    Array.from({ length: 10 }, (_, index) => `berlin-${index + 1}`).sort(),
  );
  expect(agents.map(([, slot]) => Number(slot)).sort((one, other) => one - other)).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 1),
  );
  expect((await readAgents(registry)).map(({ agent, slot }) => `${agent} ${slot}`).sort()).toEqual(
    agents.map((one) => one.join(' ')).sort(),
  );
});
