import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkCommand } from '../../bin/commands/check.ts';
import { connectCommand } from '../../bin/commands/connect.ts';
import { connectorsCommand } from '../../bin/commands/connectors.ts';
import { doctorCommand } from '../../bin/commands/doctor.ts';
import { guideCommand } from '../../bin/commands/guide.ts';
import { initCommand } from '../../bin/commands/init.ts';
import { keysCommand } from '../../bin/commands/keys.ts';
import { newCommand } from '../../bin/commands/new.ts';
import { previewCommand } from '../../bin/commands/preview.ts';
import { pullCommand } from '../../bin/commands/pull.ts';
import { schemaCommand } from '../../bin/commands/schema.ts';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { shapesCommand } from '../../bin/commands/shapes.ts';
import { startCommand } from '../../bin/commands/start.ts';
import { syncCommand } from '../../bin/commands/sync.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { type Ended, root, sallyport } from './sallyport.ts';
import { desks, people, workspace } from './workspace.ts';

const added = {
  init: initCommand,
  connectors: connectorsCommand,
  new: newCommand,
  start: startCommand,
  pull: pullCommand,
  preview: previewCommand,
  check: checkCommand,
  shapes: shapesCommand,
  guide: guideCommand,
  secrets: secretsCommand,
  connect: connectCommand,
  tokens: tokensCommand,
  sync: syncCommand,
  doctor: doctorCommand,
  schema: schemaCommand,
  keys: keysCommand,
};
const commands = Object.keys(added) as (keyof typeof added)[];

/** Runs the command without a process of its own. */
const command = ([name, ...args]: readonly [keyof typeof added, ...string[]], options: InProcessOptions = {}) =>
  inProcess(added[name], [name, ...args], options);

const place = workspace(people, desks);
afterAll(() => place[Symbol.dispose]());

const inside = (name: string, text: string): string => {
  const path = join(place.directory, name);
  writeFileSync(path, text);
  return path;
};

const [everything, ...each] = await Promise.all([
  sallyport(['help']),
  ...commands.map((name) => inProcess(added[name], ['help', name])),
]);

describe('help', () => {
  test('lists every command and every exit code', () => {
    const { code, stdout } = everything;
    expect(code).toBe(0);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const status of [0, 1, 2, 3, 6, 7, 8, 130]) expect(stdout).toMatch(new RegExp(`^  ${status} `, 'm'));
  });

  test.each(commands)('of %s has examples', (name) => {
    const { code, stdout, stderr } = each[commands.indexOf(name)]!;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`\\nExamples:\\n {2}sallyport ${name}`));
  });

  test('offers secrets as files only', () => {
    const { stdout } = each[commands.indexOf('pull')]!;
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--\S+)(?: <(.+?)>)?/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(Object.fromEntries(options)).toMatchObject({ '--token': 'file', '--key': 'file', '--fields': 'file' });
    expect([everything, ...each].map((help) => help.stdout).join('')).not.toMatch(
      /--(password|secret|bearer)\b(?! <?arn\b)/,
    );
  });
});

const example = join(root, 'sallyport.yaml');
const broken = inside('broken.yaml', 'gateway: Acme!\nvendor: {}\nsources: { a: { connector: nosuch } }\n');
const notJson = inside('not.json', '{"user": "canary-field",');
const listJson = inside('list.json', '["canary-field"]');
const blanks = inside('blanks.txt', 'canary-token\nX-More: header');
const empty = inside('empty.txt', '\n');
const notKey = inside('not-a-key.pem', '-----BEGIN PRIVATE KEY-----\ncanary-key\n-----END PRIVATE KEY-----\n');
const publicJwk = inside('public.jwk', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'canary-key' }));
const localhost = ['--config', place.config];
const url = ['--url', 'http://127.0.0.1:9/people'];
const issuer = ['--issuer', 'https://issuer.example/', '--audience', 'gateway'];

interface Misuse<Args extends readonly string[] = readonly string[]> {
  readonly args: Args;
  readonly code: 1 | 2 | 3;
  readonly says: RegExp;
  readonly input?: string;
}

/** One or two of each kind, to the end of the process. */
const misusesOfTheProgram: readonly Misuse[] = [
  { args: [], code: 2, says: /Usage: sallyport/ },
  { args: ['fetch'], code: 2, says: /unknown command 'fetch'/ },
  { args: ['start', '--twice'], code: 2, says: /unknown option '--twice'[\s\S]*shows examples/ },
  { args: ['start', '--config', '/nowhere/sallyport.yaml'], code: 3, says: /There is no \/nowhere\/sallyport\.yaml\./ },
  { args: ['pull', 'people', ...localhost, ...url], code: 1, says: /ECONNREFUSED: nobody listens there/ },
  {
    args: ['pull', 'people', ...url, '--fields', '-'],
    code: 2,
    says: /--fields is not a JSON object/,
    input: 'canary-field',
  },
];

const misuses: readonly Misuse<readonly [keyof typeof added, ...string[]]>[] = [
  { args: ['start', 'people'], code: 2, says: /too many arguments/ },
  { args: ['start', '--config', place.directory], code: 3, says: /is not a file/ },
  { args: ['start', '--config', broken], code: 3, says: /has \d problems/ },
  { args: ['pull', 'people', ...url, '--token', '-'], code: 2, says: /--token: that is empty/ },
  { args: ['start', '--port', '65536'], code: 2, says: /'65536' is invalid\. It is a number from 0 to 65535/ },
  { args: ['start', '--port', '80a'], code: 2, says: /'80a' is invalid/ },
  {
    args: ['check', '--config', broken],
    code: 3,
    says: /has \d problems:[\s\S]*broken\.yaml:1:10: gateway[\s\S]*broken\.yaml:2:/,
  },
  { args: ['pull'], code: 2, says: /missing required argument 'source'/ },
  { args: ['pull', 'nosuch', ...localhost], code: 2, says: /has no source nosuch; it has people, desks\n/ },
  { args: ['pull', 'people', '--config', broken], code: 3, says: /has \d problems/ },
  { args: ['pull', 'people', '--config', '/nowhere.yaml'], code: 3, says: /There is no \/nowhere\.yaml/ },
  { args: ['pull', 'people', '--url', 'http://nowhere.invalid/'], code: 1, says: /ENOTFOUND|EAI_AGAIN/ },
  { args: ['pull', 'people', '--url', 'ftp://gate.example.com/'], code: 2, says: /--url is not a URL/ },
  { args: ['pull', 'people', '--url', 'https://a:canary-password@gate.example/'], code: 2, says: /--url has a user/ },
  { args: ['pull', 'people', '--url', 'https://gate.example/?x=1'], code: 2, says: /a query/ },
  { args: ['pull', 'people', ...url, '--codec', 'xml'], code: 2, says: /Allowed choices are proto, json/ },
  { args: ['pull', 'people', ...url, '--algorithm', 'HS256'], code: 2, says: /Allowed choices are RS256/ },
  { args: ['pull', 'people', ...url, '--claim', 'nothing'], code: 2, says: /Write it as name=value/ },
  {
    args: ['pull', 'people', ...url, '--token', '/nowhere/token'],
    code: 1,
    says: /\/nowhere\/token: ENOENT: it is not there/,
  },
  { args: ['pull', 'people', ...url, '--token', blanks], code: 2, says: /no token: it has blanks or line breaks/ },
  { args: ['pull', 'people', ...url, '--token', empty], code: 2, says: /--token: that is empty/ },
  { args: ['pull', 'people', ...url, '--token', blanks, '--key', notKey], code: 2, says: /either --token or --key/ },
  { args: ['pull', 'people', ...url, '--token', '-', '--fields', '-'], code: 2, says: /can be read once only/ },
  {
    args: ['pull', 'people', ...url, '--key', notKey, ...issuer],
    code: 2,
    says: /--key: that is neither a private JWK nor/,
  },
  { args: ['pull', 'people', ...url, '--key', publicJwk, ...issuer], code: 2, says: /--key: that is neither/ },
  {
    args: ['pull', 'people', ...url, '--key', notKey, '--config', '/none'],
    code: 2,
    says: /--key needs --issuer and --audience/,
  },
  { args: ['pull', 'people', ...url, '--fields', notJson], code: 2, says: /--fields is not a JSON object/ },
  { args: ['pull', 'people', ...url, '--fields', listJson], code: 2, says: /--fields is not a JSON object/ },
  { args: ['schema', 'shape'], code: 2, says: /Allowed choices are config, shapes, connector/ },
  { args: ['schema', '--write', '/nowhere/schema.json'], code: 1, says: /\/nowhere\/schema\.json: ENOENT/ },
];

describe('misuse', () => {
  const holds = (ended: Ended, { code, says }: Misuse): void => {
    expect(ended.stderr).toMatch(says);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
    expect(ended.stderr).not.toMatch(/^ +at |node:internal|not expected|canary/m);
  };

  test.concurrent.each(misusesOfTheProgram)('of the program: $args', async (misuse) => {
    const { args, input } = misuse;
    holds(await sallyport(args, input === undefined ? {} : { input }), misuse);
  });

  test.each(misuses)('$args', async (misuse) => holds(await command(misuse.args), misuse));

  test('a port that is taken', async () => {
    await using taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await sallyport(['start', ...localhost, '--port', String(port)]);
    expect(stderr).toBe('EADDRINUSE: the port is taken; choose another one: --port 8788\n');
    expect(code).toBe(1);
  });

  test('a development issuer in a cloud, which lets go of its port and ends', async () => {
    const { code, stderr } = await sallyport(['start', ...localhost, '--port', '0'], {
      environment: { AWS_LAMBDA_FUNCTION_NAME: 'gateway' },
    });
    expect(stderr).toMatch(/^the development issuer runs on the local host only, but AWS_LAMBDA_FUNCTION_NAME is set/);
    expect(code).toBe(1);
  });

  test('SALLYPORT_DEBUG shows where an error happened', async () => {
    const { stderr } = await sallyport(['check', '--config', '/none'], { environment: { SALLYPORT_DEBUG: '1' } });
    expect(stderr).toMatch(/^ +at /m);
  });
});

describe('check', () => {
  test('says what a configuration asks for', async () => {
    const { code, stdout, stderr } = await command(['check', ...localhost]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      [`${place.config} is valid.`],
      [''],
      ['gateway', 'acme'],
      ['vendor', 'elimity, proved by jwt (bearer profile)'],
      ['runs on', 'this machine alone, until deploy names a cloud (aws, gcp, azure)'],
      [''],
      ['source', 'connector', 'serves', 'reads', 'secret', 'vendor sends'],
      ['people', 'sql', 'import', './people.sqlite', '-', '-'],
      ['desks', 'file', 'import', './desks.csv', '-', '-'],
      [''],
    ]);
  });

  test('says it to programs', async () => {
    const { code, stdout } = await command(['check', ...localhost, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      gateway: 'acme',
      vendor: { name: 'elimity', profile: 'bearer' },
      sources: {
        people: { connector: 'sql', serve: ['import'], requires: { files: ['./people.sqlite'], secret: [] } },
        desks: { connector: 'file', requires: { hosts: [], objects: [] } },
      },
    });
  });

  test('says where it would be deployed to, in which account', async () => {
    const { stdout } = await command(['check', '--config', join(root, 'examples/clouds.yaml')]);
    expect(stdout).toContain(
      '  runs on   AWS (eu-west-1), Google Cloud (acme-gateway, europe-west1), Azure (00000000-0000-4000-8000-000000000001, westeurope)\n',
    );
  });

  test('says which way a source is reached, who enrols agents, and what they cost while they stand', async () => {
    const config = ['--config', join(root, 'examples/clouds.yaml')];
    const { stdout } = await command(['check', ...config]);
    expect(stdout).toContain('  relay     up to 2 agents, enrolled by platform-team\n');
    expect(stdout).toMatch(/AWS: about \$\d\.\d\d a month while it stands, \$\d\.\d\d with up to 2 agents \(/);
    expect(stdout).toMatch(/^ +hr +sql +import +by agents: hr\.acme\.internal:5432 /m);
    const { sources, relay } = JSON.parse((await command(['check', ...config, '--json'])).stdout);
    expect(sources.hr).toMatchObject({
      via: 'relay',
      requires: { hosts: [] },
      byAgents: { hosts: ['hr.acme.internal:5432'] },
    });
    expect(sources.directory).not.toHaveProperty('byAgents');
    expect(relay.costs).toHaveLength(3);
  });

  test('takes sallyport.yaml of the working directory', async () => {
    const { code, stdout } = await sallyport(['check'], { cwd: place.directory });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sallyport\.yaml is valid\.\n/) });
  });

  test('finds the example valid', async () => {
    expect(await command(['check', '--config', example])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('schema', () => {
  test('prints or writes the same JSON Schema', async () => {
    const path = join(place.directory, 'schema.json');
    const [printed, written] = await Promise.all([sallyport(['schema']), command(['schema', '--write', path])]);
    expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(printed.code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(printed.stdout);
    expect(JSON.parse(printed.stdout)).toMatchObject({ type: 'object', required: expect.arrayContaining(['vendor']) });
  });

  test('prints that of shapes files too', async () => {
    const printed = await command(['schema', 'shapes']);
    expect(printed.code).toBe(0);
    expect(JSON.parse(printed.stdout)).toMatchObject({ type: 'object', required: ['endpoints'] });
  });

  test('prints that of connectors too', async () => {
    const printed = await command(['schema', 'connector']);
    expect(printed.code).toBe(0);
    expect(JSON.parse(printed.stdout).required).toEqual(expect.arrayContaining(['title', 'server', 'authentication']));
  });
});
