import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localAdministeredSecrets } from '../../../lambda/platform/local/local-administered-secrets.ts';
import { localSecrets } from '../../../lambda/platform/local/local-secrets.ts';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'));
  directory = join(folder, '.sallyport', 'secrets');
});
afterEach(() => rmSync(folder, { recursive: true }));

const secretsOf = (source: string) => localAdministeredSecrets(directory, source, Date.now);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a secret on this machine', () => {
  test('is empty until somebody enters it, and is its owner alone to read', async () => {
    const secrets = secretsOf('hr');
    const before = await secrets.read();
    expect(before).toMatchObject({ fields: {}, changedAt: undefined });
    await secrets.write({ user: 'reader', password: 'pässword' }, before.version);
    const after = await secrets.read();
    expect(after.fields).toEqual({ user: 'reader', password: 'pässword' });
    expect(after.version).not.toBe(before.version);
    expect(Math.abs(after.changedAt! - Date.now())).toBeLessThan(60_000);
    expect(await localSecrets(directory, 'hr').read()).toEqual(after.fields);
    expect(modeOf(join(directory, 'hr.json'))).toBe(0o600);
    expect(modeOf(directory)).toBe(0o700);
    expect(readdirSync(directory)).toEqual(['hr.json']);
  });

  test('is another version after every write, even of the same text', async () => {
    const secrets = secretsOf('hr');
    const versions: string[] = [];
    for (let round = 0; round < 5; round++) {
      const { version } = await secrets.read();
      versions.push(version);
      await secrets.write({ token: 'same' }, version);
    }
    expect(new Set(versions).size).toBe(5);
  });

  test('is not written over what somebody else has entered meanwhile', async () => {
    const { version } = await secretsOf('hr').read();
    await secretsOf('hr').write({ token: 'theirs' }, version);
    await expect(secretsOf('hr').write({ token: 'ours' }, version)).rejects.toMatchObject({
      code: 'secret-changed',
      message: expect.stringMatching(/nothing of yours was stored/),
    });
    expect((await secretsOf('hr').read()).fields).toEqual({ token: 'theirs' });
    expect(readdirSync(directory)).toEqual(['hr.json']);
  });

  test('takes one of many writers, round after round', async () => {
    for (let round = 0; round < 10; round++) {
      const { version } = await secretsOf('hr').read();
      const writers = Array.from({ length: 20 }, (_, at) =>
        secretsOf('hr').write({ token: `${round}-${at}` }, version),
      );
      const ended = await Promise.allSettled(writers);
      const won = ended.flatMap(({ status }, at) => (status === 'fulfilled' ? [at] : []));
      expect(won).toHaveLength(1);
      expect((await secretsOf('hr').read()).fields).toEqual({ token: `${round}-${won[0]}` });
    }
  });

  test('can be written after a writer that was killed', async () => {
    const secrets = secretsOf('hr');
    await secrets.write({ token: 'one' }, (await secrets.read()).version);
    const { version } = await secrets.read();
    const draft = join(directory, `hr.json.after-${version}`);
    writeFileSync(draft, '{"token":"ha', { mode: 0o600 });
    await expect(secrets.write({ token: 'two' }, version)).rejects.toMatchObject({ code: 'secret-changed' });
    utimesSync(draft, new Date(), new Date(Date.now() - 61_000));
    await secrets.write({ token: 'two' }, version);
    expect((await secrets.read()).fields).toEqual({ token: 'two' });
  });

  test('stays as it is when the new one is too long', async () => {
    const secrets = secretsOf('hr');
    await secrets.write({ token: 'one' }, (await secrets.read()).version);
    const { version } = await secrets.read();
    const failure = await secrets.write({ token: 'CANARY'.repeat(11_000) }, version).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'secret-invalid', message: expect.stringMatching(/of 25000 at most/) });
    expect(String(failure)).not.toContain('CANARY');
    expect((await secrets.read()).fields).toEqual({ token: 'one' });
  });

  test('that others may read is neither read nor replaced', async () => {
    const secrets = secretsOf('hr');
    await secrets.write({ token: 'CANARY' }, (await secrets.read()).version);
    chmodSync(join(directory, 'hr.json'), 0o644);
    await expect(secrets.read()).rejects.toMatchObject({
      code: 'secret-denied',
      message: expect.stringMatching(/chmod 600/),
    });
    expect(readFileSync(join(directory, 'hr.json'), 'utf8')).toContain('CANARY');
  });

  test('that can not be written is denied', async () => {
    writeFileSync(join(folder, '.sallyport'), 'a file in the way');
    await expect(secretsOf('hr').read()).rejects.toMatchObject({ code: 'secret-denied', detail: { cause: 'ENOTDIR' } });
    await expect(secretsOf('hr').write({}, 'none')).rejects.toMatchObject({ code: 'secret-denied' });
  });
});
