import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandsOf, root } from '../../readme-blocks.ts';
import { type Moto, startMoto } from '../moto/moto.ts';
import { type FreshClone, freshClone, type Running } from './fresh-clone.ts';

const commands = commandsOf('README.md');
const [startCommand, testCommand, ...others] = commands;

let clone: FreshClone;
let gate: Running;
let moto: Moto;

beforeAll(async () => {
  moto = await startMoto();
  clone = freshClone();
  gate = clone.start(startCommand!);
  await gate.says('The gate stands on http://127.0.0.1:8787');
});

afterAll(() => {
  moto?.stop();
  // Over a gigabyte, dependencies included.
  if (clone) rmSync(clone.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
});

test('the first command serves the example from a fresh clone', async () => {
  const said = await gate.says('The gate stands');
  expect(said).toMatch(/people +102,000 +200,323 /);
  expect(said).toMatch(/contractors +200 /);
  expect(said).toMatch(/apps +50 /);
  expect(said).toMatch(/helpdesk +GET \/people +200 /);
  expect(said).toMatch(/- +name .* drop\n~ +email .* pseudonym\n/);
  expect(said).toMatch(/The first run took .* 560 created; 560 were sent\.\n/);
  expect(said).toMatch(/The second run took .* 560 as they should be; nothing was sent\.\n/);
});

test('the second command is what CI runs on its clean clone', () => {
  expect(testCommand).toBe('npm ci && npm test');
  expect(readFileSync(join(root, '.ci', 'run'), 'utf8')).toContain(`suite unit '${testCommand}'`);
});

test('what the first command says to try next works', async () => {
  const said = await gate.says('Ctrl-C stops');
  const next = [...said.matchAll(/^ {2}((?:npm|curl) .+)$/gm)].map(([, command]) => command!);
  expect(next.length).toBe(10);
  for (const command of next) {
    const { status, output } = await clone.start(command).ended;
    expect([command, status, output]).toEqual([command, 0, expect.any(String)]);
    expect(output.length).toBeGreaterThan(30);
  }
});

test.each(others)('%s', async (command) => {
  const environment: Record<string, string> = {};
  if (/^npx cdk |--host aws/.test(command))
    Object.assign(environment, moto.environment, { AWS_DEFAULT_REGION: 'eu-west-1' });
  if (command.includes('client-secret.txt')) writeFileSync(join(clone.directory, 'client-secret.txt'), 'a secret\n');
  if (command.includes('token.txt')) {
    environment['GATEWAY_URL'] = 'http://127.0.0.1:8787/people';
    expect((await clone.start('cp .sallyport/tokens/8787/people token.txt').ended).status).toBe(0);
  }
  const { status, output } = await clone.start(command, environment).ended;
  expect([status, output]).toEqual([0, expect.any(String)]);
});

test('Ctrl-C ends the first command', async () => {
  const { output } = await gate.interrupt();
  expect(output).toContain('Stopped.');
});
