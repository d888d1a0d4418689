import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AwsRelay, Config } from '../../../config/config.ts';
import { relayAlarms, relayHostAlarms, unheardAlarm } from '../../../stacks/relay-alarms.ts';
import { bearer, behindAgents, configuration, many, relay, withSecret } from './configurations.ts';
import { alarmTopic, edge, kmsKey, network, permissionsBoundary, relayEdges } from './edges.ts';
import { allows, type PolicyStatement } from './identity-policy.ts';
import { type Part, resolverOf, templateOf } from './resolved.ts';
import { resources, type Synthesized, synthesize, type Template } from './synthesize.ts';

const alarmed = 'relay with alarms and a dashboard';
const customers = 'relay with everything of the customer';
let gateway: Synthesized;
let ofRelay: Template;

beforeAll(() => {
  gateway = edge(alarmed);
  ofRelay = gateway.relay!;
});

const placesOf = (made: Synthesized, part: Part): AwsRelay => {
  const [handler] = resources(templateOf(made, part), 'AWS::Lambda::Function');
  return JSON.parse(resolverOf(made, part)(handler!.Properties.Environment.Variables.SALLYPORT_RELAY) as string);
};

describe('a relay', () => {
  test('leaves the template of a source that is not behind agents as it was, to the byte', () => {
    const { sources } = edge(alarmed);
    const without = synthesize({ ...relayEdges[alarmed]!, relay: undefined, sources: { people: withSecret() } });
    expect(JSON.stringify(sources.people)).toBe(JSON.stringify(without.sources.people));
    expect(without.relay).toBeUndefined();
  });

  test('runs from the same handler, with what it must know in the place of a source', () => {
    const folder = readdirSync(gateway.folder)
      .map((name) => join(gateway.folder, name))
      .find((path) => existsSync(join(path, 'relay.json')));
    expect(readdirSync(folder!).sort()).toEqual(['gateway.mjs', 'relay.json']);
    expect(JSON.parse(readFileSync(join(folder!, 'relay.json'), 'utf8'))).toEqual({ gateway: 'acme', relay });
  });

  test('has an open URL, for each call is proved to the handler, and is called by nobody otherwise', () => {
    expect(resources(ofRelay, 'AWS::Lambda::Url')[0]?.Properties).toMatchObject({
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
    });
    expect(resources(ofRelay, 'AWS::Lambda::Permission').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Principal: '*' }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: '*' }),
    ]);
  });

  test('reserves no concurrency, which an account with little of it could not deploy, and others would lack', () => {
    const [handler] = resources(ofRelay, 'AWS::Lambda::Function');
    expect(handler?.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('is told where everything is, and sources are told neither of the authority nor of the role that is lent', () => {
    const places = {
      host: 'aws',
      region: 'eu-west-1',
      bucket: expect.stringMatching(/^made-acme-relay-bucket/),
      queueUrls: [1, 2].map((slot) => `https://sqs.eu-west-1.amazonaws.com/123456789012/acme-relay-${slot}`),
      gateKey: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/_relay-gate-a1B2c3',
    };
    expect(placesOf(gateway, 'source hr')).toEqual(places);
    expect(placesOf(gateway, 'relay')).toEqual({
      ...places,
      authority: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/_relay-authority-a1B2c3',
      agentRole: expect.stringMatching(/^arn:aws:iam::123456789012:role\/acme-gateway-Agents/),
    });
    const [people] = resources(gateway.sources.people!, 'AWS::Lambda::Function');
    expect(people?.Properties.Environment.Variables).not.toHaveProperty('SALLYPORT_RELAY');
  });

  test('has a queue for each slot, which keeps nothing that nobody waits for', () => {
    const queues = resources(ofRelay, 'AWS::SQS::Queue').map(({ Properties }) => Properties);
    expect(queues).toMatchObject([{ QueueName: 'acme-relay-1' }, { QueueName: 'acme-relay-2' }]);
    for (const queue of queues) {
      expect(queue).toMatchObject({ MessageRetentionPeriod: 900, VisibilityTimeout: 30, SqsManagedSseEnabled: true });
    }
    for (const { Properties } of resources(ofRelay, 'AWS::SQS::QueuePolicy')) {
      expect(Properties.PolicyDocument.Statement).toMatchObject([
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ]);
    }
  });

  test('has a bucket whose mailboxes are empty after a day, and whose registry stays, also when the relay goes', () => {
    const [bucket] = resources(ofRelay, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(bucket!.Properties.LifecycleConfiguration.Rules).toEqual([
      { Prefix: 'mailbox/', ExpirationInDays: 1, Status: 'Enabled' },
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ]);
    expect(bucket!.Properties).not.toHaveProperty('VersioningConfiguration');
    expect(Object.values(bucket!.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
  });

  test('has keys without a value, which go with it', () => {
    const secrets = resources(ofRelay, 'AWS::SecretsManager::Secret');
    expect(secrets.map(({ Properties }) => Properties.Name)).toEqual(['acme/_relay-authority', 'acme/_relay-gate']);
    for (const { Properties, DeletionPolicy } of secrets) {
      expect(Object.keys(Properties).sort()).toEqual(['Description', 'Name', 'Tags']);
      expect(DeletionPolicy).toBeUndefined();
    }
  });

  test('says where agents call, and how they are enrolled', () => {
    const { relayUrl, relayEnrolment } = gateway.parent.Outputs;
    expect(relayUrl?.Description).toBe('Where agents and registrars call the relay');
    expect(JSON.stringify(relayEnrolment?.Value)).toContain('sallyport agent enroll --gateway');
  });

  test('takes two of the outputs that a template may have', () => {
    const config: Config = { ...configuration(bearer, many(99)), relay };
    expect(() => synthesize(config)).toThrow(expect.objectContaining({ code: 'too-many-sources' }));
  });

  test('fits into the 4 KiB that an environment takes, with the longest names and all slots', () => {
    const config = configuration(bearer, { hr: behindAgents() }, { region: 'ap-southeast-2' });
    const agents = { maximum: 16, certificateDays: 30 };
    const long = synthesize({ ...config, gateway: 'a'.repeat(24), relay: { registrars: [], agents } });
    const [handler] = resources(long.relay!, 'AWS::Lambda::Function');
    const variables = resolverOf(long, 'relay')(handler!.Properties.Environment.Variables) as Record<string, string>;
    // What CloudFormation adds to the names of bucket and role, and the digests, which this test does not see.
    const unknown = 200 + 2 * 64;
    expect(JSON.stringify(variables).length + unknown).toBeLessThan(4096);
  });

  test('is reached by sources under names with IPv6 if they have nothing else, and by agents under those that all networks know', () => {
    const config = configuration(bearer, { hr: behindAgents() });
    const made = synthesize({ ...config, network: network({ egress: 'ipv6' }), relay });
    expect(placesOf(made, 'source hr').queueUrls[0]).toBe('https://sqs.eu-west-1.api.aws/123456789012/acme-relay-1');
    expect(placesOf(made, 'relay').queueUrls[0]).toBe('https://sqs.eu-west-1.amazonaws.com/123456789012/acme-relay-1');
  });
});

const statementsOf = (made: Synthesized, part: Part, role: RegExp): readonly PolicyStatement[] => {
  const documents = Object.entries(templateOf(made, part).Resources)
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && role.test(id))
    .map(([, { Properties }]) => Properties.PolicyDocument.Statement);
  expect(documents).toHaveLength(1);
  return resolverOf(made, part)(documents[0]) as PolicyStatement[];
};

describe('who may what around a relay', () => {
  const subjects = {
    relay: () => statementsOf(gateway, 'relay', /^RoleDefaultPolicy/),
    agents: () => statementsOf(gateway, 'relay', /^AgentsDefaultPolicy/),
    'behind agents': () => statementsOf(gateway, 'source hr', /^RoleDefaultPolicy/),
    'not behind': () => statementsOf(gateway, 'source people', /^RoleDefaultPolicy/),
  };
  type Subject = keyof typeof subjects;

  const things = () => {
    const { bucket, authority, gateKey, agentRole } = placesOf(gateway, 'relay');
    return {
      authority: authority!,
      'gate key': gateKey,
      'role of agents': agentRole!,
      registry: `arn:aws:s3:::${bucket}/registry/agents/berlin`,
      mailbox: `arn:aws:s3:::${bucket}/mailbox/1/offers/abc`,
      beside: `arn:aws:s3:::${bucket}/other`,
      bucket: `arn:aws:s3:::${bucket}`,
      queue: 'arn:aws:sqs:eu-west-1:123456789012:acme-relay-2',
      'other queue': 'arn:aws:sqs:eu-west-1:123456789012:acme-relay-3',
    };
  };

  const listing = (prefix: string) => ({ 's3:prefix': prefix });

  test.each<[string, keyof ReturnType<typeof things>, readonly Subject[], Readonly<Record<string, string>>?]>([
    ['secretsmanager:GetSecretValue', 'authority', ['relay']],
    ['secretsmanager:PutSecretValue', 'authority', ['relay']],
    ['secretsmanager:GetSecretValue', 'gate key', ['relay', 'behind agents']],
    ['secretsmanager:PutSecretValue', 'gate key', ['relay', 'behind agents']],
    ['secretsmanager:DeleteSecret', 'gate key', []],
    ['sts:AssumeRole', 'role of agents', ['relay']],
    ['s3:GetObject', 'registry', ['relay', 'behind agents']],
    ['s3:PutObject', 'registry', ['relay']],
    ['s3:DeleteObject', 'registry', []],
    ['s3:GetObject', 'mailbox', ['agents', 'behind agents']],
    ['s3:PutObject', 'mailbox', ['agents', 'behind agents']],
    ['s3:DeleteObject', 'mailbox', ['agents', 'behind agents']],
    ['s3:PutObjectAcl', 'mailbox', []],
    ['s3:GetObject', 'beside', []],
    ['s3:ListBucket', 'bucket', ['agents', 'behind agents'], listing('mailbox/1/')],
    ['s3:ListBucket', 'bucket', ['relay', 'behind agents'], listing('registry/')],
    ['s3:ListBucket', 'bucket', [], listing('')],
    ['s3:ListBucket', 'bucket', []],
    ['s3:PutBucketPolicy', 'bucket', []],
    ['sqs:SendMessage', 'queue', ['behind agents']],
    ['sqs:SendMessage', 'other queue', []],
    ['sqs:ReceiveMessage', 'queue', ['agents']],
    ['sqs:DeleteMessage', 'queue', ['agents']],
    ['sqs:ChangeMessageVisibility', 'queue', ['agents']],
    ['sqs:ReceiveMessage', 'other queue', []],
    ['sqs:PurgeQueue', 'queue', []],
    ['sqs:SetQueueAttributes', 'queue', []],
  ])('%s of the %s: %j', (action, thing, expected, keys = {}) => {
    const resource = things()[thing];
    const able = (Object.keys(subjects) as Subject[]).filter((subject) =>
      allows(subjects[subject](), { action, resource, keys }),
    );
    expect(able.sort()).toEqual([...expected].sort());
  });

  test('the role of agents is lent by the function of the relay alone', () => {
    const roles = Object.entries(ofRelay.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    const [[lender], [, agents]] = roles as [(typeof roles)[0], (typeof roles)[0]];
    expect(roles.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['Role', 'Agents']);
    expect(agents.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': [lender, 'Arn'] } } },
    ]);
    expect(agents.Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('the alarms of a relay', () => {
  const named = (template: Template) =>
    resources(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

  test('ring for each of them, and tell the topic what to do', () => {
    const ringing = named(ofRelay).filter(({ AlarmActions }) => AlarmActions !== undefined);
    expect(ringing.map(({ AlarmName }) => AlarmName)).toEqual(
      [...relayAlarms, ...Object.values(relayHostAlarms)].map(({ name }) => `acme-${name}`),
    );
    for (const { AlarmActions, AlarmDescription, TreatMissingData } of ringing) {
      expect(AlarmActions).toEqual([alarmTopic]);
      expect(TreatMissingData).toBe('notBreaching');
      expect(AlarmDescription).toMatch(/gateway acme/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('count lines of the function of the relay, by gateway', () => {
    const filters = resources(ofRelay, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
    expect(filters.map(({ FilterPattern }) => FilterPattern)).toEqual(
      [...relayAlarms, unheardAlarm].map(({ matches: [match] }) => `{ $.event = "${match!.event}" }`),
    );
    for (const { MetricTransformations } of filters) {
      expect(MetricTransformations[0].Dimensions).toEqual([{ Key: 'Gateway', Value: '$.gateway' }]);
    }
  });

  test('ring when agents stop, and not before there was one: of the last minutes and the last day', () => {
    const silent = named(ofRelay).filter(({ AlarmActions }) => AlarmActions === undefined);
    expect(silent).toMatchObject([
      { AlarmName: 'acme-agents-unheard-now', Period: 60, EvaluationPeriods: 5 },
      { AlarmName: 'acme-agents-unheard-lately', Period: 3600, EvaluationPeriods: 24 },
    ]);
    for (const alarm of silent) {
      expect(alarm).toMatchObject({
        MetricName: 'AgentHeartbeats',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'breaching',
      });
    }
    expect(resources(ofRelay, 'AWS::CloudWatch::CompositeAlarm')[0]?.Properties).toMatchObject({
      AlarmName: 'acme-agents-unheard',
      AlarmRule: 'ALARM("acme-agents-unheard-now") AND OK("acme-agents-unheard-lately")',
      AlarmActions: [alarmTopic],
    });
  });

  test('are not there without a topic, and signs of life are not counted then, for that would cost something', () => {
    const quiet = edge(customers).relay!;
    expect(named(quiet)).toEqual([]);
    expect(resources(quiet, 'AWS::CloudWatch::CompositeAlarm')).toEqual([]);
    expect(resources(quiet, 'AWS::Logs::MetricFilter')).toHaveLength(relayAlarms.length);
  });

  test('have graphs on the dashboard, beside those of the queues and of the function', () => {
    const [dashboard] = resources(gateway.parent, 'AWS::CloudWatch::Dashboard');
    const body = JSON.parse(dashboard!.Properties.DashboardBody);
    const titles = body.widgets.map(({ properties }: { properties: { title: string } }) => properties.title);
    expect(titles).toEqual(expect.arrayContaining([...relayAlarms, unheardAlarm].map(({ title }) => title)));
    for (const name of ['acme-relay', 'acme-relay-1', 'acme-relay-2'])
      expect(dashboard!.Properties.DashboardBody).toContain(`"${name}"`);
  });
});

describe('with everything of the customer', () => {
  test('all that keeps something is under their key, and roles may use it through services alone', () => {
    const made = edge(customers);
    const [queue] = resources(made.relay!, 'AWS::SQS::Queue');
    expect(queue?.Properties.KmsMasterKeyId).toBe(kmsKey);
    for (const { Properties } of resources(made.relay!, 'AWS::SecretsManager::Secret'))
      expect(Properties.KmsKeyId).toBe(kmsKey);
    const uses = (part: Part, role: RegExp) =>
      statementsOf(made, part, role).flatMap(({ Action, Condition }) =>
        [Action].flat().some((action) => action.startsWith('kms:'))
          ? [[Condition?.['StringEquals']?.['kms:ViaService']].flat().map((name) => name?.split('.')[0])]
          : [],
      );
    expect(uses('relay', /^RoleDefaultPolicy/)).toEqual([['lambda', 's3', 'secretsmanager']]);
    expect(uses('relay', /^AgentsDefaultPolicy/)).toEqual([['s3', 'sqs']]);
    expect(uses('source hr', /^RoleDefaultPolicy/)).toEqual([['lambda', 'secretsmanager', 's3', 'sqs']]);
  });

  test('every role has their boundary', () => {
    for (const { Properties } of resources(edge(customers).relay!, 'AWS::IAM::Role'))
      expect(Properties.PermissionsBoundary).toBe(permissionsBoundary);
  });

  test('a network without a way out has the endpoints that agents and their relay need', () => {
    const services = resources(edge(customers).parent, 'AWS::EC2::VPCEndpoint').map(
      ({ Properties }) => Properties.ServiceName,
    );
    expect(services).toEqual(['s3', 'secretsmanager', 'sqs', 'sts'].map((name) => `com.amazonaws.eu-west-1.${name}`));
    const [handler] = resources(edge(customers).relay!, 'AWS::Lambda::Function');
    expect(handler?.Properties.VpcConfig).toBeDefined();
  });
});
