import { beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../config/config.ts';
import { bearer, configuration, identity, proxied, source, withSecret, withTokens } from './configurations.ts';
import { type Resource, resources, type Synthesized, synthesize, type Template } from './synthesize.ts';

const alarmTopic = 'arn:aws:sns:eu-west-1:123456789012:operators';

const sources: Config['sources'] = {
  code: proxied(),
  crm: withTokens({ serve: ['proxy'] }),
  directory: source({ state: true, identity }),
  groups: source({ cursors: true }),
  lake: source({ identity: { audiences: [], roles: identity.roles } }),
  mail: withTokens(),
  people: withSecret(),
  teams: source(),
};

/** What of it a source has, beside what every source has. */
const expected: Readonly<Record<string, readonly string[]>> = {
  code: ['key', 'secret'],
  crm: ['alarm', 'bucket', 'key', 'metric', 'secret', 'state'],
  directory: ['alarm', 'bucket', 'identity', 'key', 'metric', 'role', 'state'],
  groups: ['key'],
  lake: ['role'],
  mail: ['alarm', 'bucket', 'key', 'metric', 'secret', 'state'],
  people: ['secret'],
  teams: [],
};

const only = (template: Template, type: string): Resource => {
  const [first, ...others] = resources(template, type);
  expect(others).toEqual([]);
  return first!;
};

const environmentOf = (template: Template): Record<string, unknown> =>
  only(template, 'AWS::Lambda::Function').Properties.Environment?.Variables ?? {};

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const statementsOf = (template: Template): readonly Statement[] =>
  resources(template, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

const statementWith = (template: Template, action: string): Statement | undefined =>
  statementsOf(template).find(({ Action }) => [Action].flat().includes(action));

/** A feature is there as a whole: its resource, its environment variable and its permission, or nothing of it. */
const featuresOf = (template: Template): readonly string[] => {
  const environment = environmentOf(template);
  const has = (type: string) => resources(template, type).length > 0;
  const may = (action: string) => statementWith(template, action) !== undefined;
  const features: Readonly<Record<string, boolean>> = {
    alarm: 'TokenAlarm' in template.Resources,
    bucket: has('AWS::S3::Bucket') && has('AWS::S3::BucketPolicy'),
    identity: may('sts:GetWebIdentityToken'),
    key: 'SALLYPORT_KEY_SECRET_ARN' in environment && may('secretsmanager:PutSecretValue'),
    metric: 'TokenStopped' in template.Resources,
    role: may('sts:AssumeRole'),
    secret: has('AWS::SecretsManager::Secret') && 'SALLYPORT_SECRET_ARN' in environment,
    state: 'SALLYPORT_STATE_BUCKET' in environment && may('s3:PutObject') && may('s3:ListBucket'),
  };
  return Object.keys(features).filter((feature) => features[feature]);
};

describe('a source that needs tokens', () => {
  let gateway: Synthesized;
  beforeAll(() => {
    gateway = synthesize(configuration(bearer, sources, { alarmTopic }));
  });

  test.each(Object.entries(expected))('or not: %s has %j', (name, features) => {
    expect(featuresOf(gateway.sources[name]!)).toEqual(features);
  });

  test.each(['code', 'lake', 'people', 'teams'])('is the only one with a trace of state: %s has none', (name) => {
    const text = JSON.stringify(gateway.sources[name]);
    for (const trace of ['STATE_BUCKET', 's3:', 'S3::Bucket', 'TokenStopped']) expect(text).not.toContain(trace);
  });

  test('has a bucket that is its own: private, by TLS alone, and emptied in the end', () => {
    const template = gateway.sources.mail!;
    const [id, bucket] = Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::S3::Bucket')!;
    expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties).toEqual({
      Tags: [
        { Key: 'gateway', Value: 'acme' },
        { Key: 'source', Value: 'mail' },
      ],
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: {
        Rules: [
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, ExpirationInDays: 400, Status: 'Enabled' },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const policy = only(template, 'AWS::S3::BucketPolicy');
    expect(policy).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    const { Statement } = policy.Properties.PolicyDocument;
    expect(Statement.map(({ Effect, Condition }: Record<string, unknown>) => [Effect, Condition])).toEqual([
      ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Deny', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
    ]);
    expect(environmentOf(template).SALLYPORT_STATE_BUCKET).toEqual({ Ref: id });
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(statementWith(template, 's3:ListBucket')).toMatchObject({ Action: 's3:ListBucket', Resource: arn });
    expect(statementWith(template, 's3:PutObject')).toMatchObject({
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: { 'Fn::Join': ['', [arn, '/*']] },
    });
  });

  test('proves itself to whom it names, and assumes the roles that it names', () => {
    const template = gateway.sources.directory!;
    expect(statementWith(template, 'sts:GetWebIdentityToken')).toEqual({
      Action: 'sts:GetWebIdentityToken',
      Effect: 'Allow',
      Resource: '*',
      Condition: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': identity.audiences },
        Null: { 'sts:IdentityTokenAudience': 'false' },
        StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
        NumericLessThanEquals: { 'sts:DurationSeconds': '900' },
      },
    });
    expect(statementWith(template, 'sts:AssumeRole')).toMatchObject({ Resource: identity.roles[0] });
  });

  test('has its stops counted, by gateway and source', () => {
    const { LogGroupName, ...filter } = gateway.sources.mail!.Resources.TokenStopped!.Properties;
    expect(gateway.sources.mail!.Resources[LogGroupName.Ref]?.Type).toBe('AWS::Logs::LogGroup');
    expect(filter).toEqual({
      FilterPattern: '{ $.event = "token.stopped" }',
      MetricTransformations: [
        {
          MetricNamespace: 'Sallyport',
          MetricName: 'TokenStopped',
          MetricValue: '1',
          Unit: 'Count',
          Dimensions: [
            { Key: 'Gateway', Value: '$.gateway' },
            { Key: 'Source', Value: '$.source' },
          ],
        },
      ],
    });
  });

  test('tells a topic of it, and says what to do', () => {
    const alarm = gateway.sources.mail!.Resources.TokenAlarm!.Properties;
    expect(alarm).toMatchObject({
      AlarmName: 'acme-mail-token-stopped',
      AlarmDescription: expect.stringContaining('sallyport tokens mail'),
      Namespace: 'Sallyport',
      MetricName: 'TokenStopped',
      Dimensions: [
        { Name: 'Gateway', Value: 'acme' },
        { Name: 'Source', Value: 'mail' },
      ],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [alarmTopic],
    });
  });

  test('has no alarm where nobody wants to hear it', () => {
    const { mail } = synthesize(configuration(bearer, { mail: withTokens() })).sources;
    expect(featuresOf(mail!)).toEqual(['bucket', 'key', 'metric', 'secret', 'state']);
  });
});
