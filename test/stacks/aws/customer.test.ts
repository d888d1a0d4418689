import { describe, expect, test } from 'vitest';
import { awsRole, platform, withTokens } from './configurations.ts';
import { check, edge, edges, kmsKey, permissionsBoundary } from './edges.ts';
import { type Resource, synthesize, type Template } from './synthesize.ts';

const config = edges['everything of the customer']!;
const gateway = edge('everything of the customer');
const templates: readonly [string, Template][] = [['', gateway.parent], ...Object.entries(gateway.sources)];
const all = templates.flatMap(([name, { Resources }]) => Object.values(Resources).map((each) => [name, each] as const));

const ofType = (type: string): readonly Resource[] =>
  all.map(([, resource]) => resource).filter(({ Type }) => Type === type);

/** CloudFormation takes no tags of these, or CDK passes them by what they belong to. */
const untagged = new Set([
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
]);

describe('tags', () => {
  test('are on all that takes them, with the name of the gateway and of the source', () => {
    expect(all.length).toBeGreaterThan(50);
    for (const [name, { Type, Properties }] of all) {
      if (untagged.has(Type)) continue;
      expect(Properties.Tags, Type).toEqual(
        expect.arrayContaining([
          { Key: 'cost-center', Value: '4711' },
          { Key: 'gateway', Value: 'acme' },
          { Key: 'stage', Value: 'test' },
          ...(name === '' ? [] : [{ Key: 'source', Value: name }]),
        ]),
      );
    }
  });

  test('never say another gateway than it is', () => {
    const { parent } = synthesize({ ...config, tags: { gateway: 'another' } });
    expect(JSON.stringify(parent)).not.toContain('another');
  });
});

test('every role has the boundary', () => {
  const roles = ofType('AWS::IAM::Role');
  // The vendor's, that of refused flows, one for each function, one for schedules.
  expect(roles).toHaveLength(5);
  for (const { Properties } of roles) expect(Properties.PermissionsBoundary).toBe(permissionsBoundary);
});

describe("the customer's key", () => {
  test.each<[string, (properties: Resource['Properties']) => unknown, number]>([
    ['AWS::SecretsManager::Secret', ({ KmsKeyId }) => KmsKeyId, 2],
    ['AWS::Logs::LogGroup', ({ KmsKeyId }) => KmsKeyId, 3],
    ['AWS::SQS::Queue', ({ KmsMasterKeyId }) => KmsMasterKeyId, 1],
    ['AWS::Lambda::Function', ({ KmsKeyArn }) => KmsKeyArn, 2],
    ['AWS::Scheduler::Schedule', ({ KmsKeyArn }) => KmsKeyArn, 1],
    [
      'AWS::S3::Bucket',
      ({ BucketEncryption }) =>
        BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
      1,
    ],
  ])('is that of every %s', (type, keyOf, count) => {
    expect(ofType(type).map(({ Properties }) => keyOf(Properties))).toEqual(Array(count).fill(kmsKey));
  });

  const keyStatements = (template: Template) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
      .flatMap(([id, { Properties }]) =>
        Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
          [Action].flat().some((action) => action.startsWith('kms:')),
        ).map((statement: object) => ({ id, ...statement })),
      );
  const services = ({ Condition }: { Condition: { StringEquals: { 'kms:ViaService': unknown } } }): readonly string[] =>
    JSON.stringify(Condition.StringEquals['kms:ViaService']).match(/[a-z0-9]+(?=\.eu-west-1)/g) ?? [];

  test('is used by roles through the services that keep something for them, and not otherwise', () => {
    const { apps, mail } = gateway.sources;
    const [ofApps] = keyStatements(apps!);
    expect(ofApps).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource: kmsKey });
    expect(services(ofApps)).toEqual(['lambda', 's3']);
    const ofMail = keyStatements(mail!);
    expect(ofMail.map(services)).toEqual([
      ['lambda', 'secretsmanager', 's3', 'sqs'],
      ['scheduler', 'sqs'],
    ]);
  });

  test('is nowhere without one', () => {
    const plain = edge('schedules with alarms and a dashboard');
    expect(JSON.stringify([plain.parent, plain.sources])).not.toMatch(/kms/i);
  });
});

test('60 sources with all of it keep every template far from its limits', () => {
  const names = Array.from({ length: 60 }, (_, index) => `source-n${index + 1}`);
  const sources = Object.fromEntries(names.map((name) => [name, withTokens({ serve: ['import', 'proxy'], check })]));
  const large = synthesize({
    ...config,
    vendor: platform({ awsRole }),
    sources,
    network: { ...config.network!, allowList: true },
    monitoring: { dashboard: true },
  });
  // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html: 1 MB, 500 resources, 200 parameters and outputs
  for (const template of [large.parent, ...Object.values(large.sources)]) {
    expect(JSON.stringify(template, undefined, 1).length).toBeLessThan(500_000);
    expect(Object.keys(template.Resources).length).toBeLessThan(250);
    expect(Object.keys(template.Outputs).length).toBeLessThan(150);
  }
}, 120_000);
