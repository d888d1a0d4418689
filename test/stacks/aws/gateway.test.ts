import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config } from '../../../config/config.ts';
import { sourceName } from '../../../config/schema/name.ts';
import {
  awsRole,
  bearer,
  configuration,
  entraWorkload,
  googleServiceAccount,
  identity,
  jwt,
  many,
  platform,
  proxied,
  source,
  withSecret,
  withTokens,
} from './configurations.ts';
import { counts, resources, synthesize, type Template } from './synthesize.ts';

const withoutSecret = {
  'AWS::Logs::LogGroup': 1,
  'AWS::IAM::Role': 1,
  'AWS::IAM::Policy': 1,
  'AWS::Lambda::Function': 1,
  'AWS::Lambda::Url': 1,
  'AWS::Lambda::Permission': 2,
  'AWS::Logs::MetricFilter': 2,
};
const secretToo = { ...withoutSecret, 'AWS::SecretsManager::Secret': 1 };
const proxyToo = { ...secretToo, 'AWS::Logs::MetricFilter': 3 };
const tokens = { 'AWS::S3::Bucket': 1, 'AWS::S3::BucketPolicy': 1, 'AWS::Logs::MetricFilter': 3 };
const alarmTopic = 'arn:aws:sns:eu-west-1:123456789012:operators';

interface Row {
  readonly title: string;
  readonly config: Config;
  readonly parent: Record<string, number>;
  readonly source: Record<string, number>;
}

const rows: Row[] = [
  {
    title: 'bearer',
    config: configuration(bearer, { people: source({}, { claims: { source_id: '42' } }) }),
    parent: { 'AWS::CloudFormation::Stack': 1 },
    source: withoutSecret,
  },
  {
    title: 'bearer with a secret and a public URL',
    config: configuration(bearer, { people: withSecret({ publicUrl: 'https://gate.acme.example/people' }) }),
    parent: { 'AWS::CloudFormation::Stack': 1 },
    source: secretToo,
  },
  {
    title: 'vendor in AWS',
    config: configuration(platform({ awsRole }), { people: withSecret() }),
    parent: { 'AWS::CloudFormation::Stack': 1, 'AWS::IAM::Role': 1 },
    source: secretToo,
  },
  {
    title: 'vendor in Google Cloud',
    config: configuration(platform({ googleServiceAccount }), { people: source() }),
    parent: { 'AWS::CloudFormation::Stack': 1, 'AWS::IAM::Role': 1 },
    source: withoutSecret,
  },
  {
    title: 'vendor in Azure',
    config: configuration(platform({ entraWorkload }), { people: source() }),
    parent: { 'AWS::CloudFormation::Stack': 1, 'AWS::IAM::Role': 1, 'AWS::IAM::OIDCProvider': 2 },
    source: withoutSecret,
  },
  {
    title: 'vendor with its own issuer',
    config: configuration(platform({ jwt }), { people: source() }),
    parent: { 'AWS::CloudFormation::Stack': 1, 'AWS::IAM::Role': 1, 'AWS::IAM::OIDCProvider': 1 },
    source: withoutSecret,
  },
  {
    title: 'own issuer that the account knows',
    config: configuration(
      platform({ jwt }),
      { people: source() },
      { oidcProviders: ['arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/'] },
    ),
    parent: { 'AWS::CloudFormation::Stack': 1, 'AWS::IAM::Role': 1 },
    source: withoutSecret,
  },
  {
    title: 'objects and several sources',
    config: configuration(bearer, {
      apps: source({ objects: ['s3://acme-exports/apps/today.ndjson', 's3://acme-exports/teams.csv'] }),
      people: source({ files: ['people.csv'] }),
    }),
    parent: { 'AWS::CloudFormation::Stack': 2 },
    source: withoutSecret,
  },
  {
    title: 'sources served by proxy',
    config: configuration(bearer, { code: proxied(), tickets: proxied({ serve: ['import', 'proxy'] }) }),
    parent: { 'AWS::CloudFormation::Stack': 2, 'AWS::SecretsManager::Secret': 1 },
    source: proxyToo,
  },
  {
    title: 'sources that need tokens',
    config: configuration(bearer, { code: withTokens(), crm: withTokens({ claims: { source_id: '2' } }) }),
    parent: { 'AWS::CloudFormation::Stack': 2, 'AWS::SecretsManager::Secret': 1 },
    source: { ...secretToo, ...tokens },
  },
  {
    title: 'tokens with an alarm and without a secret',
    config: configuration(bearer, { directory: source({ state: true, identity }) }, { alarmTopic }),
    parent: { 'AWS::CloudFormation::Stack': 1, 'AWS::SecretsManager::Secret': 1 },
    source: { ...withoutSecret, ...tokens, 'AWS::CloudWatch::Alarm': 5 },
  },
];

describe('a gateway', () => {
  test.each(rows)('$title', async ({ title, config, parent, source: expected }) => {
    const gateway = synthesize(config);
    expect(counts(gateway.parent)).toEqual(parent);
    expect(Object.keys(gateway.sources)).toEqual(Object.keys(config.sources));
    for (const template of Object.values(gateway.sources)) expect(counts(template)).toEqual(expected);
    const readable = stringify({ parent: gateway.parent, sources: gateway.sources }, { aliasDuplicateObjects: false });
    await expect(readable).toMatchFileSnapshot(`./__snapshots__/${title.replaceAll(' ', '-')}.yaml`);
  });

  test('of 60 sources keeps every template far from its limits', () => {
    const gateway = synthesize(configuration(platform({ awsRole, jwt }), many(60)));
    expect(counts(gateway.parent)).toEqual({
      'AWS::CloudFormation::Stack': 60,
      'AWS::IAM::Role': 1,
      'AWS::IAM::OIDCProvider': 1,
    });
    expect(Object.keys(gateway.parent.Outputs)).toHaveLength(121);
    expect(Object.keys(gateway.sources)).toHaveLength(60);
    for (const template of Object.values(gateway.sources)) expect(counts(template)).toEqual(secretToo);
    const largest = Math.max(...readdirSync(gateway.folder).filter(isTemplate).map(bytesIn(gateway.folder)));
    expect(largest).toBeLessThan(500_000);
  });

  test('adding a source leaves the others as they are', () => {
    const before = synthesize(configuration(bearer, { people: withSecret(), teams: source() }));
    const after = synthesize(configuration(bearer, { apps: source(), people: withSecret(), teams: source() }));
    expect(after.sources.people).toEqual(before.sources.people);
    expect(after.sources.teams).toEqual(before.sources.teams);
    expect(after.parent.Resources).toMatchObject(before.parent.Resources);
  });

  test('has the same assets wherever and whenever it is synthesized', () => {
    const config = configuration(bearer, { people: source({ files: ['people.csv'] }) });
    const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-elsewhere-'));
    cpSync(join(import.meta.dirname, 'fixtures'), elsewhere, { recursive: true });
    const folders = [synthesize(config), synthesize(config, { directory: elsewhere })].map(({ folder }) => folder);
    const [first, second] = folders.map((folder) => readdirSync(folder).filter((name) => name.startsWith('asset.')));
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
  });

  test('deploys its own part of the configuration with each source and no other', () => {
    const { folder } = synthesize(
      configuration(bearer, {
        people: source({ files: ['people.csv'] }, { claims: { source_id: '42' } }),
        teams: source({}, { claims: { source_id: '43' } }),
      }),
    );
    const assets = readdirSync(folder).filter((name) => name.startsWith('asset.'));
    const documents = assets.map((asset) => JSON.parse(readFileSync(join(folder, asset, 'source.json'), 'utf8')));
    expect(documents.map(({ name, source: { claims } }) => [name, claims.source_id]).sort()).toEqual([
      ['people', '42'],
      ['teams', '43'],
    ]);
    for (const document of documents)
      expect(Object.keys(document)).toEqual(['gateway', 'vendor', 'name', 'source', 'hosts']);
  });

  test('makes secrets empty, with a value that no later deployment changes', () => {
    const { sources } = synthesize(configuration(bearer, { people: withSecret() }));
    const [secret] = resources(sources.people!, 'AWS::SecretsManager::Secret');
    expect(secret?.Properties.SecretString).toBe('{}');
    expect(secret?.Properties.Name).toBe('acme/people');
  });
});

describe('the key of a gateway', () => {
  const keyArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/_key-a1B2c3';
  const sources = { code: proxied(), people: withSecret() };
  const environmentOf = (template: Template): Record<string, unknown> =>
    resources(template, 'AWS::Lambda::Function')[0]!.Properties.Environment?.Variables ?? {};

  test('is made without a value, under a name that no source can have, and stays when the gateway goes', () => {
    const [secret] = resources(synthesize(configuration(bearer, sources)).parent, 'AWS::SecretsManager::Secret');
    expect(Object.keys(secret!.Properties).sort()).toEqual(['Description', 'Name', 'Tags']);
    expect(secret!.Properties.Name).toBe('acme/_key');
    expect(sourceName.safeParse('_key').success).toBe(false);
    expect(secret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('is for sources that are served by proxy or need tokens', () => {
    const gateway = synthesize(configuration(bearer, { ...sources, crm: withTokens() }));
    for (const name of ['code', 'crm']) {
      expect(environmentOf(gateway.sources[name]!)).toHaveProperty('SALLYPORT_KEY_SECRET_ARN');
      expect(JSON.stringify(gateway.sources[name])).toContain('PutSecretValue');
    }
    expect(environmentOf(gateway.sources.people!)).not.toHaveProperty('SALLYPORT_KEY_SECRET_ARN');
    expect(JSON.stringify(gateway.sources.people)).not.toContain('PutSecretValue');
  });

  test('is not made where nobody needs it', () => {
    const { parent } = synthesize(configuration(bearer, { people: withSecret() }));
    expect(resources(parent, 'AWS::SecretsManager::Secret')).toEqual([]);
  });

  test('of an earlier deployment is used instead of being made', () => {
    const gateway = synthesize(configuration(bearer, sources, { keySecret: keyArn }));
    expect(resources(gateway.parent, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(environmentOf(gateway.sources.code!).SALLYPORT_KEY_SECRET_ARN).toBe(keyArn);
  });
});

describe('a gateway is refused', () => {
  test.each([
    [
      'too-many-sources',
      configuration(bearer, many(100)),
      'The configuration has 100 sources, and one gateway on AWS takes 99',
    ],
    [
      'source-names-alike',
      configuration(bearer, { 'people-2': source(), people2: source() }),
      'Sources people-2 and people2 have the same name but for a hyphen',
    ],
    [
      'connector-unknown',
      configuration(bearer, { people: { ...source(), connector: 'ftp' } }),
      'Source people uses connector ftp',
    ],
    ['region-missing', { ...configuration(bearer, { people: source() }), deploy: {} }, 'deploy: { aws: { region'],
    ['region-missing', { ...configuration(bearer, { people: source() }), deploy: {} }, 'Azure are deployed with cdktf'],
    [
      'vendor-unprovable',
      configuration(platform({ jwt: { ...jwt, subject: undefined } }), { people: source() }),
      'Profile platform needs an identity that IAM can verify',
    ],
    ['object-malformed', configuration(bearer, { people: source({ objects: ['s3://acme-exports'] }) }), 's3://acme'],
    ['object-malformed', configuration(bearer, { people: source({ objects: ['s3://acme-exports/*'] }) }), 'without *'],
    [
      'object-malformed',
      configuration(bearer, { people: source({ objects: ['gs://acme-exports/people.csv'] }) }),
      'gs://acme-exports/people.csv lies in another cloud than this gateway',
    ],
    [
      'role-malformed',
      configuration(bearer, { people: source({ identity: { audiences: [], roles: ['arn:aws:iam::*:role/gate'] } }) }),
      'arn:aws:iam::*:role/gate is not the ARN of one IAM role',
    ],
    [
      'object-malformed',
      configuration(bearer, { people: source({ objects: ['s3://acme-*/all.csv'] }) }),
      's3://acme-*',
    ],
  ])('as %s', (code, config, message) => {
    expect(() => synthesize(config)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('the synthesis stops', () => {
  const config = configuration(bearer, { people: source() });

  test('at a finding of cdk-nag', () => {
    const extend = (stack: Stack): void => {
      const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
      new Role(stack, 'Wide', { assumedBy }).addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
    };
    expect(() => synthesize(config, { extend })).toThrow('AwsSolutions-IAM5[Resource::*]');
  });

  test('at a finding of CDK', () => {
    const extend = (stack: Stack): void => {
      new CfnLogGroup(stack, 'Odd').addPropertyOverride('RetentionDays', 30);
    };
    expect(() => synthesize(config, { extend })).toThrow('CloudFormation-Validate::');
  });
});

const isTemplate = (file: string): boolean => file.endsWith('.template.json');
const bytesIn =
  (folder: string) =>
  (file: string): number =>
    readFileSync(join(folder, file)).length;
