import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIdentity } from '../../../lambda/relay/agent/identity/agent-folder.ts';
import { running, sallyport } from '../../bin/sallyport.ts';
import { startTestGate, type TestGate } from '../../lambda/relay/agent/support/test-gate.ts';

const module = '/usr/lib/softhsm/libsofthsm2.so';
const pin = '4711';

let folder: string;
let gate: TestGate;
beforeAll(async () => {
  if (!existsSync(module)) throw new Error('There is no softhsm2 here: apt-get install softhsm2 opensc');
  folder = mkdtempSync(join(tmpdir(), 'sallyport-token-'));
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${folder}/tokens\n`);
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'acme', '--so-pin', '1234', '--pin', pin]);
  const pair = ['--keypairgen', '--key-type', 'EC:prime256v1', '--label', 'sallyport-agent', '--id', '01'];
  execFileSync('pkcs11-tool', ['--module', module, '--token-label', 'acme', '--login', '--pin', pin, ...pair], {
    stdio: 'ignore',
  });
  gate = await startTestGate();
});
afterAll(async () => {
  await gate?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('an agent is enrolled and connected by a key in a token, which never leaves it', async () => {
  const agent = join(folder, 'agent');
  const policy = join(folder, 'agent.yaml');
  writeFileSync(policy, 'allow: []\nhealth: { port: 0 }\n');
  const environment = {
    HTTPS_PROXY: gate.proxy.url,
    SOFTHSM2_CONF: join(folder, 'softhsm2.conf'),
    SALLYPORT_PKCS11_PIN: pin,
    SALLYPORT_CODE: await gate.issue({ agent: 'berlin' }),
  };
  const common = ['--folder', agent, '--ca', gate.authorityFile];
  const token = ['--pkcs11', module, '--token', 'acme'];
  const enrolled = await sallyport(['agent', 'enroll', '--gateway', gate.url, ...common, ...token], { environment });
  expect(enrolled.stderr).not.toContain('gave no signature');
  expect(enrolled.code).toBe(0);
  expect(existsSync(join(agent, 'agent.key'))).toBe(false);
  expect(JSON.stringify((await readIdentity(agent)).signer)).not.toContain(pin);
  await using process = running(['agent', 'run', ...common, '--config', policy], { environment });
  await process.until(/"event":"agent\.connected"/);
  process.signal('SIGTERM');
  expect(await process.code).toBe(0);
});
