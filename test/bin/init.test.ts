import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../bin/commands/check.ts';
import { initCommand } from '../../bin/commands/init.ts';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { root } from './sallyport.ts';

/** An empty folder. */
const folder = () => {
  const directory = mkdtempSync(join(tmpdir(), "sallyport it's new "));
  const config = join(directory, 'sallyport.yaml');
  return {
    directory,
    config,
    init: (args: readonly string[], options: InProcessOptions = {}) =>
      inProcess(initCommand, ['init', ...args, '--config', config], options),
    text: () => readFileSync(config, 'utf8'),
    load: () => loadConfig(config, connectors),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
};

const elimity = ['--gateway', 'acme', '--vendor', 'elimity', '--jwt-claim', 'base_url=https://acme.elimity.com'];
const directory = ['okta:directory', 'directory.domain=acme.okta.com', 'directory.claims.source_id=1'];
const code = ['github', 'github.organization=acme', 'github.claims.source_id=2', 'github.serve=proxy'];
const sources = (...all: readonly (readonly string[])[]): readonly string[] =>
  all.flatMap(([source, ...set]) => ['--source', source!, ...set.flatMap((each) => ['--set', each])]);
const role = [
  '--aws-role-arn',
  'arn:aws:iam::111122223333:role/tenant-acme',
  '--aws-role-external-id',
  'acme-7f3c2a9e',
];
const hub = sources(['github', 'github.organization=acme']);
const analytics = ['--gateway', 'acme', '--vendor', 'analytics'];

describe('init, by options alone', () => {
  test('writes a configuration that is valid, with the comments that a newcomer needs', async () => {
    using place = folder();
    const {
      code: end,
      stdout,
      stderr,
    } = await place.init([...elimity, ...sources(directory, code), '--region', 'eu-west-1']);
    expect(end, stderr).toBe(0);
    expect(stdout).toBe(`Wrote ${place.config}.\n`);
    expect(stderr).toMatch(/^ {2}sallyport guide directory .*\n {2}sallyport secrets set directory /m);
    expect(stderr).toMatch(/^ {2}sallyport guide github /m);
    await expect(place.text()).toMatchFileSnapshot('init/two-sources.yaml');
    expect(await inProcess(checkCommand, ['check', '--config', place.config])).toMatchObject({ code: 0 });
    expect(place.load()).toMatchObject({
      gateway: 'acme',
      vendor: { name: 'elimity', profile: 'bearer', identity: { jwt: { issuer: 'https://auth.elimity.com/' } } },
      deploy: { aws: { region: 'eu-west-1' } },
    });
  });

  test('leaves the schema for editors beside it, unless there is one', async () => {
    using place = folder();
    await place.init([...analytics, ...role, ...hub]);
    const schema = join(place.directory, 'sallyport.schema.json');
    expect(readFileSync(schema, 'utf8') === readFileSync(join(root, 'sallyport.schema.json'), 'utf8')).toBe(true);
    rmSync(place.config);
    writeFileSync(schema, '{}');
    await place.init([...analytics, ...role, ...hub]);
    expect(readFileSync(schema, 'utf8')).toBe('{}');
    expect(readdirSync(place.directory).toSorted()).toEqual(['sallyport.schema.json', 'sallyport.yaml']);
  });

  test.each([
    ['a role in AWS', role, { profile: 'platform', identity: { awsRole: { externalId: 'acme-7f3c2a9e' } } }],
    [
      'a service account of Google',
      ['--google-service-account-unique-id', '104200000000000000000', '--google-service-account-audience', 'gate'],
      { identity: { googleServiceAccount: { uniqueId: '104200000000000000000', audience: 'gate' } } },
    ],
    [
      'a workload of Entra',
      [
        '--entra-workload-tenant-id',
        '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
        '--entra-workload-object-id',
        '6fa459ea-ee8a-4ca4-894e-db77e160355e',
        '--entra-workload-audience',
        'api://gate',
      ],
      { identity: { entraWorkload: { audience: 'api://gate' } } },
    ],
    [
      'an issuer of its own',
      ['--jwt-issuer', 'https://auth.analytics.example/', '--jwt-audience', 'gate'],
      { profile: 'bearer', identity: { jwt: { issuer: 'https://auth.analytics.example/', claims: {} } } },
    ],
  ])('knows %s', async (_, identity, vendor) => {
    using place = folder();
    const { code: end, stderr } = await place.init([...analytics, ...identity, ...hub]);
    expect(end, stderr).toBe(0);
    expect(place.load().vendor).toMatchObject({ name: 'analytics', ...vendor });
    expect(place.load().deploy).toEqual({});
  });

  test('takes the vendor elimity with another identity, too', async () => {
    using place = folder();
    expect(await place.init(['--gateway', 'acme', '--vendor', 'elimity', ...role, ...hub])).toMatchObject({ code: 0 });
    expect(Object.keys(place.load().vendor.identity).filter((kind) => place.text().includes(`${kind}:`))).toEqual([
      'awsRole',
    ]);
  });
});

const project = ['--project', 'acme-gateway', '--project-number', '123456789012'];
const gcp = { project: 'acme-gateway', projectNumber: '123456789012', region: 'europe-west1' };
const subscription = ['--subscription-id', '00000000-0000-4000-8000-00000000000A'];
const tenant = ['--tenant-id', '00000000-0000-4000-8000-000000000002'];
const account = [
  '--google-service-account-unique-id',
  '104200000000000000000',
  '--google-service-account-audience',
  'x',
];

describe('init, for a cloud', () => {
  test.each([
    ['Google Cloud, by the form of the region', [...project, '--region', 'europe-west1'], { gcp }],
    ['Google Cloud, by its name', ['--host', 'gcp', ...project, '--region', 'europe-west1'], { gcp }],
    [
      'Azure',
      [...subscription, ...tenant, '--location', 'westeurope'],
      { azure: { subscriptionId: '00000000-0000-4000-8000-00000000000a', location: 'westeurope' } },
    ],
    ['AWS', ['--host', 'aws', '--region', 'eu-west-1'], { aws: { region: 'eu-west-1' } }],
  ])('%s', async (_, where, deploy) => {
    using place = folder();
    const { code: end, stderr } = await place.init([...elimity, ...sources(directory), ...where]);
    expect(end, stderr).toBe(0);
    const loaded = place.load().deploy;
    expect(loaded).toMatchObject(deploy);
    expect(Object.keys(loaded)).toEqual(Object.keys(deploy));
    const [host] = Object.keys(deploy);
    expect(stderr).toMatch(new RegExp(`^ {2}sallyport secrets set directory --config .* --host ${host} `, 'm'));
    expect(stderr).toMatch(/^ {2}sallyport onboard /m);
    expect(stderr).toContain(host === 'aws' ? '  npx cdk deploy -c config=' : `cdktf.out/stacks/acme-${host}`);
    expect(place.text()).toContain(host === 'aws' ? '# Where `cdk deploy` puts it.' : '# Where Terraform or OpenTofu');
  });

  test.each([
    ['gcp', account, project, '--google-service-account-email', 'caller@analytics.iam.gserviceaccount.com'],
    ['azure', role, [...subscription, ...tenant], '--aws-role-issuer', 'https://0a1b.tokens.sts.global.api.aws'],
  ])('asks for what only %s needs of an identity, and only there', async (host, identity, where, option, value) => {
    const place = ['--host', host, ...where, host === 'gcp' ? '--region=europe-west1' : '--location=westeurope'];
    using without = folder();
    expect(await without.init([...analytics, ...identity, ...hub, ...place])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(new RegExp(`^Nobody was asked\\. Add:\n {2}${option} .*\n$`)),
    });
    expect(await without.init([...analytics, ...identity, ...hub, '--region', 'eu-west-1'])).toMatchObject({ code: 0 });
    using all = folder();
    expect(await all.init([...analytics, ...identity, option, value, ...hub, ...place])).toMatchObject({ code: 0 });
    expect(all.text()).toContain(value);
  });

  test('asks at a terminal for what the cloud wants to know, without talk of YAML', async () => {
    using place = folder();
    const { code: end, stderr } = await place.init(
      [
        ...elimity,
        ...sources(directory),
        '--set',
        'directory.serve=import',
        '--set',
        'directory.authentication=apiToken',
      ],
      { answers: ['gcp\n', 'acme-gateway\n', 'twelve\n', '123456789012\n', 'eu-west-1\n', 'europe-west1\n'] },
    );
    expect(end, stderr).toBe(0);
    expect(stderr).toContain('projectNumber must be the number of a project.');
    expect(stderr).toContain('region must be the name of a region of Google Cloud.');
    expect(stderr).not.toContain('in quotes');
    expect(place.load().deploy).toMatchObject({ gcp });
  });

  test.each([
    [
      'options of two',
      ['--project', 'acme-gateway', '--location', 'westeurope'],
      /--project and --location are not of/,
    ],
    [
      'options of another',
      ['--host', 'gcp', '--location', 'x'],
      /--host gcp and --location are not[\s\S]*gcp +--project /,
    ],
    ['no such cloud', ['--host', 'mars'], /Allowed choices are aws, gcp, azure/],
    ['what is missing', ['--host', 'azure'], /--subscription-id .*\n {2}--tenant-id .*\n {2}--location westeurope /],
    ['a region of another', ['--host', 'gcp', ...project, '--region', 'eu-west-1'], /name of a region of Google Cloud/],
    ['a location for people', [...subscription, ...tenant, '--location', 'West Europe'], /in lower case and without/],
  ])('refuses %s', async (_, where, says) => {
    using place = folder();
    const { code: end, stderr } = await place.init([...elimity, ...sources(directory), ...where]);
    expect(stderr).toMatch(says);
    expect(end).toBe(2);
    expect(existsSync(place.config)).toBe(false);
  });
});

describe('init, at a terminal', () => {
  const answers = [
    'Acme\n',
    'acme\n',
    'mars\n',
    'aws\n',
    'mars\n',
    'eu-west-1\n',
    'elimity\n',
    'https://acme.elimity.com\n',
  ];

  test('asks for everything, and for more sources', async () => {
    using place = folder();
    const {
      code: end,
      stdout,
      stderr,
    } = await place.init([], {
      answers: [
        ...answers,
        ...['nosuch\n', 'okta\n', 'directory\n', '\n', '\n', 'acme.okta.com\n', '\n', '1\n'],
        ...['scim\n', '\n', 'https://scim.acme.example/v2\n', '2\n', '\n'],
      ],
    });
    expect(end, stderr).toBe(0);
    expect(stdout).toBe(`Wrote ${place.config}.\n`);
    for (const said of [
      'gateway must be 1 to 24',
      'host must be one of aws, gcp, azure',
      'region must be the code of an AWS region',
      'connector is none of these',
    ])
      expect(stderr).toContain(said);
    expect(place.load().sources).toMatchObject({
      directory: { connector: 'okta' },
      scim: { claims: { source_id: '2' } },
    });
  });

  test('asks how a vendor proves itself that it does not know', async () => {
    using place = folder();
    const { code: end, stderr } = await place.init(['--gateway', 'acme', '--region', 'eu-west-1', ...hub], {
      answers: [
        'analytics\n',
        'password\n',
        'awsRole\n',
        'arn:aws:iam::111122223333:root\n',
        `${role[1]}\n`,
        'acme-1\n',
        '\n',
        '\n',
        '\n',
        '\n',
      ],
    });
    expect(end, stderr).toBe(0);
    expect(stderr).toContain('identity must be one of jwt, googleServiceAccount, awsRole, entraWorkload');
    expect(stderr).toContain('awsRole.arn must be one role, not :root');
    expect(place.load().vendor.profile).toBe('platform');
  });

  test('asks nothing with --yes, and says what is missing', async () => {
    using place = folder();
    const { code: end, stderr } = await place.init(['--yes', '--vendor', 'elimity'], { answers: [] });
    expect(end).toBe(2);
    expect(stderr).toMatch(
      /^Nobody was asked\. Add:\n {2}--gateway acme .*\n {2}--jwt-claim base_url=\S+ .*\n {2}--source okta:directory /,
    );
    expect(await place.init(['--yes', ...elimity, ...sources(directory)], { answers: [] })).toMatchObject({ code: 0 });
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s writes nothing', async (_, key) => {
    using place = folder();
    const { code: end, stdout } = await place.init([], { answers: [...answers, 'okta\n', key] });
    expect({ end, stdout }).toEqual({ end: 130, stdout: '' });
    expect(readdirSync(place.directory)).toEqual([]);
  });
});

describe('init refuses', () => {
  test('to write over a file, before it asks anything', async () => {
    using place = folder();
    writeFileSync(place.config, 'gateway: mine\n');
    const { code: end, stderr } = await place.init([], { answers: [] });
    expect({ end, stderr }).toEqual({
      end: 1,
      stderr: expect.stringMatching(/is there already\. Add a source to it with sallyport new/),
    });
    expect(place.text()).toBe('gateway: mine\n');
  });

  test.each([
    [
      'a wrong field',
      [...analytics, '--jwt-issuer', 'http://x', ...hub],
      2,
      /--jwt-issuer: must begin with https:\/\//,
    ],
    ['a wrong gateway', ['--gateway', 'A', '--vendor', 'b'], 2, /--gateway: must be 1 to 24 lower-case letters/],
    [
      'a wrong region',
      [...elimity, ...sources(directory), '--region', 'europe'],
      2,
      /--region: must be the code of an AWS region/,
    ],
    ['an unknown kind of identity', [...analytics, '--identity', 'password'], 2, /Allowed choices are jwt, google/],
    ['an unknown connector', [...elimity, '--source', 'oktta'], 2, /Did you mean okta\?/],
    [
      'a setting of no source',
      [...elimity, ...sources(directory), '--set', 'other.domain=x'],
      2,
      /--set other\.domain is about no source/,
    ],
    ['two sources of a name', [...elimity, ...sources(directory, directory)], 2, /is the name of a source already/],
    [
      'what is missing of a source',
      [...elimity, '--source', 'okta:dir'],
      2,
      /--set dir\.domain=acme\.okta\.com .*\n {2}--set dir\.claims\.source_id=42 /,
    ],
    ['a folder that is not there', [...elimity, ...sources(directory), '--config', '/nowhere/a.yaml'], 1, /ENOENT/],
    [
      'files that are not there',
      [...analytics, ...role, ...sources(['openapi', 'openapi.document=./a.yaml', 'openapi.shapes=./b.yaml'])],
      3,
      /With these answers [\s\S]*is not there[\s\S]*Nothing was written\./,
    ],
  ])('%s', async (_, args, expected, says) => {
    using place = folder();
    const { code: end, stdout, stderr } = await inProcess(initCommand, ['init', '--config', place.config, ...args]);
    expect(stderr).toMatch(says);
    expect({ end, stdout }).toEqual({ end: expected, stdout: '' });
    expect(existsSync(place.config)).toBe(false);
  });
});
