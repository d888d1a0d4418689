import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysCommand } from '../../bin/commands/keys.ts';
import { type AwsStandIn, secretsError, startAws } from '../lambda/platform/aws-stand-in.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { type RunOptions, sallyport } from './sallyport.ts';
import { people, workspace } from './workspace.ts';

const canary = 'Y2FuYXJ5LWtleS1jYW5hcnkta2V5LWNhbmFyeS1rZXk';
const one = JSON.stringify({ version: 1, current: 'Kq3x', keys: { Kq3x: canary } });
const two = JSON.stringify({ version: 1, current: 'Kq3x', keys: { Kq3x: canary, z9Zz: canary } });
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/_key-AbCdEf';

interface Ring {
  readonly current: string;
  readonly keys: Record<string, string>;
}

const withoutKeys = <End extends { readonly stdout: string; readonly stderr: string }>(ended: End): End => {
  expect(ended.stdout + ended.stderr).not.toMatch(/Y2Fu|canary|^ +at /m);
  return ended;
};

/** A folder of its own for each test, so that they run side by side. */
const folder = () => {
  const { directory, config, [Symbol.dispose]: dispose } = workspace(people);
  const file = join(directory, '.sallyport', 'keys', 'acme.json');
  return {
    config,
    store: (text: string, mode = 0o600): void => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { mode });
    },
    text: () => readFileSync(file, 'utf8'),
    ring: (): Ring => JSON.parse(readFileSync(file, 'utf8')),
    /** Runs it without a process of its own, and holds that no key is ever printed. */
    keys: async (args: readonly string[], options: InProcessOptions = {}) =>
      withoutKeys(await inProcess(keysCommand, ['keys', ...args, '--config', config], options)),
    /** The same of the program. */
    program: async (args: readonly string[], options: RunOptions = {}) =>
      withoutKeys(await sallyport(['keys', ...args], { cwd: directory, ...options })),
    [Symbol.dispose]: dispose,
  };
};

const lines = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/));

describe('keys show', () => {
  test.concurrent('says that there is no key yet', async () => {
    using here = folder();
    const { code, stdout, stderr } = await here.program(['show']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      'There is no key of gateway acme on this machine yet. The first call that needs one makes it.\n',
    );
    expect(JSON.parse((await here.keys(['show', '--json'])).stdout)).toEqual({ current: null, keys: [] });
  });

  test.concurrent('says what each key is for', async () => {
    using here = folder();
    here.store(two);
    const { code, stdout, stderr } = await here.keys(['show']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines(stdout)).toEqual([
      ['Keys of gateway acme on this machine:'],
      [''],
      ['key', 'use'],
      ['Kq3x', 'current: makes pseudonyms, and puts them back'],
      ['z9Zz', 'the one before: puts pseudonyms back, until the next rotation'],
      [''],
    ]);
    expect(JSON.parse((await here.keys(['show', '--json'])).stdout)).toEqual({
      current: 'Kq3x',
      keys: ['Kq3x', 'z9Zz'],
    });
  });
});

describe('keys rotate', () => {
  test.concurrent('puts a new key in the place of the current one, and says what that means', async () => {
    using here = folder();
    here.store(two);
    const { code, stdout, stderr } = await here.keys(['rotate', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/A new key takes the place of Kq3x:/);
    expect(stderr).toMatch(/\(sp1h\.\.\., sp1i\.\.\.\) matches nothing new/);
    expect(stderr).toMatch(/of Kq3x \(sp1r\.Kq3x\.\.\.\) can still be sent back, until the next rotation/);
    expect(stderr).toMatch(/of z9Zz \(sp1r\.z9Zz\.\.\.\) are refused for ever/);
    expect(stderr).toMatch(/Tokens that nobody renewed since z9Zz was replaced are lost: .*sallyport connect/);
    const ring = here.ring();
    expect(Object.keys(ring.keys)).toEqual([ring.current, 'Kq3x']);
    expect(ring.keys['Kq3x']).toBe(canary);
    expect(stdout).toContain(`${ring.current}   current`);
  });

  test.concurrent('says nothing of a key before where there is none', async () => {
    using here = folder();
    here.store(one);
    const { code, stderr } = await here.keys(['rotate', '-y']);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/for ever/);
  });

  test.concurrent('changes nothing where nobody can be asked', async () => {
    using here = folder();
    here.store(one);
    const { code, stdout, stderr } = await here.keys(['rotate']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/Nobody can be asked here: add --yes to rotate the key\.\n$/);
    expect(here.text()).toBe(one);
  });

  test.concurrent.each([
    ['y\n', true],
    ['n\n', false],
    ['', false],
  ])('asks at a terminal, and takes %j for %s', async (input, isRotated) => {
    using here = folder();
    here.store(one);
    const environment = { NODE_OPTIONS: '--import=data:text/javascript,process.stdin.isTTY=true' };
    const { code, stderr } = input
      ? await here.keys(['rotate'], { answers: [input] })
      : await here.program(['rotate'], { environment, input });
    expect(stderr).toMatch(/Rotate it\? \[y\/N\] /);
    expect(code).toBe(0);
    expect(here.ring().current !== 'Kq3x').toBe(isRotated);
    if (!isRotated) expect(stderr).toMatch(/Nothing was changed\.\n$/);
  });

  test.concurrent('has nothing to rotate before the first use', async () => {
    using here = folder();
    const { code, stderr } = await here.keys(['rotate', '--yes']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'There is no key of gateway acme on this machine yet. The first call that needs one makes it.\n',
    });
  });
});

describe('keys of which something is wrong', () => {
  test.concurrent.each([['show'], ['rotate', '--yes']])('are explained, and are not touched: %s', async (...args) => {
    using here = folder();
    here.store(one.slice(0, -3));
    const broken = await here.keys(args);
    expect(broken.stderr).toMatch(/does not hold this gateway's keys .* restore the version before\n$/);
    expect(broken.code).toBe(1);
    expect(here.text()).toBe(one.slice(0, -3));
  });

  test.concurrent('are explained if others may read them', async () => {
    using here = folder();
    here.store(one, 0o644);
    expect(await here.keys(['show'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/run chmod 600 on it\n$/),
    });
  });

  test.concurrent.each([
    [['show', '--config', '/nowhere.yaml'], 3, /There is no \/nowhere\.yaml/],
    [['show', '--secret', 'acme/_key'], 2, /--secret is not the ARN of a secret, such as arn:aws:/],
    [['show', 'acme'], 2, /too many arguments/],
    [['forget'], 2, /unknown command 'forget'/],
    [[], 2, /Usage: sallyport keys/],
  ])('%j', async (args, code, says) => {
    const ended = withoutKeys(await inProcess(keysCommand, ['keys', ...args]));
    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ code, stdout: '' });
  });
});

describe('keys in AWS', () => {
  let aws: AwsStandIn;
  beforeEach(async () => {
    aws = await startAws();
  });
  afterEach(() => aws.stop());

  const good = (value: object) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ ARN: arn, Name: 'acme/_key', ...value }),
  });

  test('are shown and rotated in the region of their secret', async () => {
    using here = folder();
    let ring = one;
    aws.answer(({ target, body }) => {
      const { SecretId, SecretString } = JSON.parse(body) as { SecretId: string; SecretString?: string };
      if (SecretId !== arn) return secretsError('ResourceNotFoundException');
      if (target === 'secretsmanager.PutSecretValue') ring = SecretString!;
      return good({ VersionId: 'one', ...(target?.endsWith('GetSecretValue') && { SecretString: ring }) });
    });
    // The stand-in wants signatures for eu-west-1.
    const environment = { ...aws.environment, AWS_REGION: 'us-east-1' };
    const shown = await here.program(['show', '--secret', arn], { environment });
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(`Keys of ${arn}:`) });
    const rotated = await here.program(['rotate', '--yes', '--secret', arn], { environment });
    expect(rotated.code).toBe(0);
    const { current, keys: all } = JSON.parse(ring) as Ring;
    expect(Object.keys(all)).toEqual([current, 'Kq3x']);
    expect(rotated.stdout).toContain(current);
  });

  test('that were rotated by someone else meanwhile are not rotated again', async () => {
    using here = folder();
    aws.answer(({ target }) =>
      target?.endsWith('PutSecretValue')
        ? secretsError('ResourceExistsException')
        : good({ VersionId: 'one', SecretString: one }),
    );
    const { code, stdout, stderr } = await here.program(['rotate', '--yes', '--secret', arn], {
      environment: aws.environment,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/was changed by someone else just now: look at it again\n$/);
  });

  test('that may not be read are explained', async () => {
    using here = folder();
    aws.answer(() => secretsError('AccessDeniedException'));
    const { code, stderr } = await here.program(['show', '--secret', arn], { environment: aws.environment });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the gateway's key may not be read .* \(AccessDeniedException\)\n$/);
  });
});
