import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { parseFrames } from '../lambda/imports/frames.ts';
import { root, running, sallyport } from './sallyport.ts';
import { crowd, desks, missing, people, workspace } from './workspace.ts';

const start = (config: string, ...more: readonly string[]) => ['start', '--config', config, '--port', '0', ...more];
const stands = /The gate stands on (http:\/\/127\.0\.0\.1:(\d+)),/;
const procedure = 'elimity.insights.customgateway.v1alpha2.Service/PerformImport';
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('start --once', () => {
  test('pulls each source once, says so and ends', async () => {
    using place = workspace(people, desks);
    const { code, stdout, stderr } = await sallyport(start(place.config, '--once'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const cells = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    const seconds = expect.stringMatching(/^\d+\.\d$/);
    const bytes = expect.stringMatching(/^[\d.]+ K?B$/);
    expect(cells).toEqual([
      ['Pulled each source once, as the vendor would:'],
      ['source', 'entities', 'relationships', 'seconds', 'bytes'],
      ['people', '3', '0', seconds, bytes],
      ['desks', '2', '2', seconds, bytes],
    ]);
    expect(readdirSync(join(place.directory, '.sallyport'))).toEqual(['gateway.log']);
  });

  test('tells of a source that fails, goes on with the others and ends with 1', async () => {
    using place = workspace(missing, people);
    const { code, stdout } = await sallyport(start(place.config, '--once'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}missing +- +- +\d\.\d +-$/m);
    expect(stdout).toMatch(/^ {2}people +3 +0 /m);
    const [, reference] = /^ {2}missing failed: source-unreachable: .* \(reference (\w+)\)$/m.exec(stdout) ?? [];
    expect(readFileSync(join(place.directory, '.sallyport', 'gateway.log'), 'utf8')).toContain(reference);
  });

  test('stopped by Ctrl-C before the sources are pulled ends with 130', async () => {
    using place = workspace(crowd);
    await using program = running(start(place.config, '--once'));
    const log = join(place.directory, '.sallyport', 'gateway.log');
    await expect
      .poll(() => existsSync(log) && readFileSync(log, 'utf8'), { timeout: 10_000 })
      .toMatch(/import\.started/);
    program.signal('SIGINT');
    expect(await program.code).toBe(130);
    expect(program.said).toBe('Not all sources were pulled.\nStopped.\n');
  });
});

describe('start', () => {
  test('keeps serving, with tokens that only their owner can read, until it is stopped', async () => {
    using place = workspace(missing, people, desks);
    const local = join(place.directory, '.sallyport');
    await using program = running(start(place.config));
    const [, , port] = await program.until(stands);
    await program.until(/Ctrl-C stops\./);
    const tokens = join(local, 'tokens', port!);
    expect(readdirSync(tokens).sort()).toEqual(['desks', 'missing', 'people']);
    expect([local, join(local, 'tokens'), tokens].map(mode)).toEqual(['700', '700', '700']);
    expect(readdirSync(tokens).map((name) => mode(join(tokens, name)))).toEqual(['600', '600', '600']);

    program.signal('SIGINT');
    expect(await program.code).toBe(0);
    expect(program.said).toMatch(/\nStopped\.\n$/);
    expect(existsSync(tokens)).toBe(false);
  });

  test('makes its folder of tokens anew, whatever lies there', async () => {
    using place = workspace(people);
    await using first = running(start(place.config));
    const [, , port] = await first.until(stands);
    first.signal('SIGKILL');
    await first.code;
    const tokens = join(place.directory, '.sallyport', 'tokens', port!);
    expect(readdirSync(tokens)).toEqual(['people']);
    chmodSync(tokens, 0o777);
    mkdirSync(join(tokens, 'old'));
    await using second = running(['start', '--config', place.config, '--port', port!]);
    await second.until(stands);
    expect(readdirSync(tokens)).toEqual(['people']);
    expect(mode(tokens)).toBe('700');
    second.signal('SIGTERM');
    expect(await second.code).toBe(0);
    expect(existsSync(tokens)).toBe(false);
  });

  test.each([
    ['the top folder of the package', root],
    ['another folder', undefined],
  ])('prints commands that work in %s', async (_, folder) => {
    using place = workspace(missing, people);
    const cwd = folder ?? place.directory;
    await using program = running(start(place.config), { cwd });
    await program.until(/Ctrl-C stops\./);
    const commands = [...program.said.matchAll(/^ {2}(\S.*(?:pull|Meta|check).*)$/gm)]
      .map(([, command]) => command!)
      .filter((command) => !command.startsWith('missing'));
    expect(commands).toHaveLength(5);
    const ended = commands.map((command) =>
      spawnSync('bash', ['-c', `set -o pipefail; ${command}`], { cwd, encoding: 'utf8' }),
    );
    expect(ended.map(({ status, stderr }) => (status === 0 ? 0 : stderr))).toEqual(commands.map(() => 0));
    const [pull, lines, meta, refused, check] = ended;
    expect(pull!.stderr).toMatch(/^people: 3 entities, 0 relationships, 1 page, /);
    expect(
      lines!.stdout
        .trim()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line))),
    ).toEqual(Array(3).fill(['entity']));
    expect(meta!.stdout).toBe('{"initialCursor":"","version":"v1.0.0"}');
    expect(refused!.stdout).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":"token-missing"/);
    expect(check!.stdout).toContain('sallyport.yaml is valid.');
  });

  test('that is stopped while an import runs ends its page with a cursor, and then itself', async () => {
    using place = workspace(crowd);
    await using program = running(start(place.config));
    const [, url, port] = await program.until(stands);
    await program.until(/Ctrl-C stops\./);
    const token = readFileSync(join(place.directory, '.sallyport', 'tokens', port!, 'crowd'), 'utf8');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/connect+json' };
    const call = request(`${url}/crowd/${procedure}`, { method: 'POST', headers });
    const message = Buffer.from(JSON.stringify({ version: 'v1.0.0' }));
    const length = Buffer.alloc(5);
    length.writeUInt32BE(message.length, 1);
    call.end(Buffer.concat([length, message]));
    const [answer] = await once(call, 'response');
    // Nobody reads: the import waits for the network's buffers.
    program.signal('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const messages = parseFrames(await buffer(answer)).map(({ message: json }) =>
      JSON.parse(Buffer.from(json).toString()),
    );
    expect(messages.at(-1)).toEqual({});
    expect(messages.at(-2)).toHaveProperty('cursor');
    expect(messages.length).toBeLessThan(40_000);
    expect(await program.code).toBe(0);
  });
});
