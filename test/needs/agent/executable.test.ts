import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeExecutable } from '../../../stacks/agent/single-executable.ts';
import { root } from '../../bin/sallyport.ts';
import { startTestGate, type TestGate } from '../../lambda/relay/agent/support/test-gate.ts';

let folder: string;
let executable: string;
let gate: TestGate;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-executable-'));
  executable = join(folder, 'sallyport-agent');
  makeExecutable(process.execPath, executable);
  gate = await startTestGate();
});
afterAll(async () => {
  await gate?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('the agent as one executable', () => {
  test('says its version, enrols and checks', async () => {
    expect(execFileSync(executable, ['--version'], { encoding: 'utf8' })).toBe('0.1.0\n');
    const policy = join(folder, 'agent.yaml');
    writeFileSync(policy, 'allow: []\n');
    const { spawn } = await import('node:child_process');
    const { text } = await import('node:stream/consumers');
    const env = { HTTPS_PROXY: gate.proxy.url, SALLYPORT_CODE: await gate.issue({ agent: 'berlin' }) };
    const run = (...args: string[]) =>
      text(spawn(executable, [...args, '--folder', join(folder, 'agent'), '--ca', gate.authorityFile], { env }).stdout);
    expect(await run('enroll', '--gateway', gate.url)).toContain('Agent berlin of gateway acme is enrolled');
    expect(await run('check', '--config', policy)).toMatch(/^ok +mailbox /m);
  });
});

describe('the agent for Windows', () => {
  test('is an executable with the program in it, and without the signature that is not good any more', () => {
    const built = spawnSync(process.execPath, [join(root, 'stacks/agent/build.ts'), '--windows'], { encoding: 'utf8' });
    expect(built.stderr).not.toContain('npm error');
    const file = join(root, 'dist/agent/sallyport-agent.exe');
    expect(existsSync(file)).toBe(true);
    const bytes = readFileSync(file);
    const header = bytes.readUInt32LE(0x3c);
    expect(bytes.toString('latin1', header, header + 4)).toBe('PE\0\0');
    expect(bytes.includes('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1')).toBe(true);
    expect(bytes.includes(Buffer.from('NODE_SEA_BLOB', 'utf16le'))).toBe(true);
    expect(bytes.includes('sallyport-agent help <command>')).toBe(true);
    expect(bytes.subarray(header + 24 + 112 + 32, header + 24 + 112 + 40)).toEqual(Buffer.alloc(8));
  });
});
