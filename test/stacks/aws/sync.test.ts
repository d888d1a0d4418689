import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { logAlarmsOf } from '../../../stacks/alarms.ts';
import { knownSyncs } from '../../../stacks/known-syncs.ts';
import {
  bearer,
  behindAgents,
  configuration,
  many,
  relay,
  testConnector,
  withSecret,
  withTokens,
} from './configurations.ts';
import { alarmTopic, edge, kmsKey, network, syncEdges } from './edges.ts';
import { allows, type PolicyStatement } from './identity-policy.ts';
import { type Part, resolverOf, templateOf } from './resolved.ts';
import { login, sync } from './syncs.ts';
import { resources, type Synthesized, synthesize } from './synthesize.ts';

const alarmed = 'syncs with alarms and a dashboard';
let gateway: Synthesized;

beforeAll(() => {
  gateway = edge(alarmed);
});

const functionOf = (made: Synthesized, part: Part) =>
  resources(templateOf(made, part), 'AWS::Lambda::Function')[0]!.Properties;

const variablesOf = (made: Synthesized, part: Part) =>
  resolverOf(made, part)(functionOf(made, part).Environment.Variables) as Readonly<Record<string, string>>;

const passedTo = (made: Synthesized, name: string): Readonly<Record<string, unknown>> =>
  Object.entries(made.parent.Resources).find(([id]) => id.startsWith(name))![1].Properties.Parameters;

describe('a sync', () => {
  test('leaves the template of its source as it was, but for what is told of its places', () => {
    const { sync: _, ...without } = syncEdges[alarmed]!;
    const { Outputs: before, ...alone } = synthesize({ ...without, sync: {} }).sources.people!;
    const { Outputs: after, ...synced } = gateway.sources.people!;
    expect(synced).toEqual(alone);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 3);
    expect(after).toMatchObject(before);
  });

  test('leaves other syncs as they were', () => {
    const config = syncEdges[alarmed]!;
    const { helpdesk } = config.sync;
    expect(synthesize({ ...config, sync: { helpdesk: helpdesk! } }).syncs.helpdesk).toEqual(gateway.syncs.helpdesk);
  });

  test('runs from the same handler, with its part of the configuration in the place of a source', () => {
    const folders = readdirSync(gateway.folder)
      .map((name) => join(gateway.folder, name))
      .filter((path) => existsSync(join(path, 'sync.json')));
    const documents = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'sync.json'), 'utf8')));
    expect(documents.map(({ name }) => name).sort()).toEqual(['bi-users', 'helpdesk']);
    for (const folder of folders) expect(readdirSync(folder).sort()).toEqual(['gateway.mjs', 'sync.json']);
    expect(documents.find(({ name }) => name === 'bi-users').hosts).toEqual([
      'bi.acme.example:8443',
      'login.acme.example',
    ]);
  });

  test('has 15 minutes, goes on by invoking itself as often as it must, and takes no concurrency from others', () => {
    const made = functionOf(gateway, 'sync bi-users');
    expect(made).toMatchObject({
      FunctionName: 'acme-bi-users',
      Timeout: 900,
      MemorySize: 1024,
      RecursiveLoop: 'Allow',
    });
    expect(made).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(functionOf(gateway, 'source people')).not.toHaveProperty('RecursiveLoop');
  });

  test('knows its own places, those of its source, and no more than there are', () => {
    const digests = ['SALLYPORT_CONFIGURATION_SHA256', 'SALLYPORT_HANDLER_SHA256'];
    const ofSource = ['SALLYPORT_SOURCE_SECRET_ARN', 'SALLYPORT_SOURCE_STATE_BUCKET'];
    const always = [...digests, 'SALLYPORT_KEY_SECRET_ARN', 'SALLYPORT_STATE_BUCKET', 'SALLYPORT_DEAD_LETTERS'];
    const [own, other] = [variablesOf(gateway, 'sync bi-users'), variablesOf(gateway, 'sync helpdesk')];
    expect(Object.keys(own).sort()).toEqual(
      [...always, ...ofSource, 'SALLYPORT_SECRET_ARN', 'SALLYPORT_SIGNING_KEY_ARN'].sort(),
    );
    expect(Object.keys(other).sort()).toEqual([...always, ...ofSource].sort());
    const source = variablesOf(gateway, 'source people');
    expect(own.SALLYPORT_SOURCE_SECRET_ARN).toBe(source.SALLYPORT_SECRET_ARN);
    expect(own.SALLYPORT_SOURCE_STATE_BUCKET).toBe(source.SALLYPORT_STATE_BUCKET);
    expect(own.SALLYPORT_KEY_SECRET_ARN).toBe(source.SALLYPORT_KEY_SECRET_ARN);
  });

  test('is made after its source, whose places are told to it', () => {
    const told = Object.values(passedTo(gateway, 'biusers')).map((value) => JSON.stringify(value));
    expect(told.filter((value) => value.includes('"peopleNestedStack'))).toHaveLength(3);
    for (const value of Object.values(passedTo(gateway, 'people')))
      expect(JSON.stringify(value)).not.toContain('biusers');
  });

  test('has signing keys without a value, under a name that nothing else can have, if it makes tokens', () => {
    const named = (name: string) =>
      resources(gateway.syncs[name]!, 'AWS::SecretsManager::Secret').map(({ Properties }) => [
        Properties.Name,
        Properties.SecretString,
      ]);
    expect(named('bi-users')).toEqual([
      ['acme/bi-users', '{}'],
      ['acme/_sign-in-bi-users', undefined],
    ]);
    expect(named('helpdesk')).toEqual([]);
  });

  test('forgets none of its users, however long nothing changes', () => {
    for (const template of Object.values(gateway.syncs)) {
      const [bucket] = resources(template, 'AWS::S3::Bucket');
      const { Rules } = bucket!.Properties.LifecycleConfiguration;
      expect(Rules).toEqual([{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }]);
      expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    }
  });

  test('has the gateway make a key, whatever its sources need', () => {
    const config = configuration(bearer, { people: withSecret() });
    const keys = (made: Synthesized) =>
      resources(made.parent, 'AWS::SecretsManager::Secret').map(({ Properties }) => Properties.Name);
    expect(keys(synthesize(config))).toEqual([]);
    expect(keys(synthesize({ ...config, sync: { 'bi-users': sync() } }))).toEqual(['acme/_key']);
  });

  test('and sources together have no more stacks than outputs fit into a template', () => {
    const config = configuration(bearer, { people: withTokens(), ...many(97) });
    const syncs = { first: sync(), second: sync() };
    expect(() => synthesize({ ...config, sync: syncs })).toThrow(
      expect.objectContaining({
        code: 'too-many-sources',
        message: expect.stringContaining('has 98 sources and 2 syncs, and one gateway on AWS takes 99'),
      }),
    );
    const alike = { ...configuration(bearer, { people: withTokens() }), sync: { 'bi-2': sync(), bi2: sync() } };
    expect(() => synthesize(alike)).toThrow(expect.objectContaining({ code: 'source-names-alike' }));
  });
});

describe('the URL of a sync', () => {
  test('is open where somebody calls, for each call is proved to the handler, and by both statements that asks for', () => {
    expect(resources(gateway.syncs['bi-users']!, 'AWS::Lambda::Url')[0]?.Properties).toMatchObject({
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
    });
    const permissions = resources(gateway.syncs['bi-users']!, 'AWS::Lambda::Permission');
    expect(permissions.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Principal: '*' }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: '*' }),
    ]);
  });

  test('is open too in the platform profile, where the vendor may not call it', () => {
    const made = edge('sync with everything of the customer');
    const [url] = resources(made.syncs['bi-users']!, 'AWS::Lambda::Url');
    expect(url?.Properties.AuthType).toBe('NONE');
    const vendor = JSON.stringify(resources(made.syncs['bi-users']!, 'AWS::Lambda::Permission'));
    expect(vendor).not.toContain('Vendor');
  });

  test('is not there where nobody calls', () => {
    const template = gateway.syncs.helpdesk!;
    expect(resources(template, 'AWS::Lambda::Url')).toEqual([]);
    expect(resources(template, 'AWS::Lambda::Permission')).toEqual([]);
  });

  test('is an output, beside what must be known of the sync', () => {
    const outputs = Object.keys(gateway.parent.Outputs);
    expect(outputs.filter((name) => /^(biUsers|helpdesk)/.test(name))).toEqual(['biUsersUrl', 'biUsersSetup']);
    const { Value } = gateway.parent.Outputs['biUsersSetup']!;
    const texts = JSON.stringify(Value);
    expect(texts).toContain('Secret acme/bi-users needs: apiToken, webhook_secret.');
    for (const path of ['/webhook,', '/token;', '/.well-known/jwks.json']) expect(texts).toContain(`"${path}`);
  });
});

describe('the schedules of a sync', () => {
  const schedulesOf = (name: string) =>
    resources(gateway.syncs[name]!, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);

  test('wake it up for each of its jobs', () => {
    expect(
      schedulesOf('bi-users').map(({ Name, ScheduleExpressionTimezone, Target }) => [
        Name,
        ScheduleExpressionTimezone,
        JSON.parse(Target.Input).job,
      ]),
    ).toEqual([
      ['bi-users-sync', 'Europe/Brussels', 'sync'],
      ['bi-users-sync-2', 'Europe/Brussels', 'sync'],
      ['bi-users-full', 'UTC', 'full'],
      ['bi-users-resume', 'UTC', 'resume'],
    ]);
    const [resume] = schedulesOf('helpdesk');
    expect(resume).toMatchObject({
      Name: 'helpdesk-resume',
      ScheduleExpression: 'cron(0,15,30,45 * * * ? *)',
      Description: 'Job resume of sync helpdesk of gateway acme',
    });
    expect(schedulesOf('helpdesk')).toHaveLength(1);
  });
});

const statementsOf = (made: Synthesized, part: Part): readonly PolicyStatement[] => {
  const documents = Object.entries(templateOf(made, part).Resources)
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith('RoleDefaultPolicy'))
    .map(([, { Properties }]) => Properties.PolicyDocument.Statement);
  expect(documents).toHaveLength(1);
  return resolverOf(made, part)(documents[0]) as PolicyStatement[];
};

describe('who may what around a sync', () => {
  const subjects: readonly Part[] = ['sync bi-users', 'sync helpdesk', 'source people'];

  const things = () => {
    const [own, source] = [variablesOf(gateway, 'sync bi-users'), variablesOf(gateway, 'source people')];
    const lambda = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:acme-${name}`;
    return {
      'own secret': own.SALLYPORT_SECRET_ARN!,
      'signing keys': own.SALLYPORT_SIGNING_KEY_ARN!,
      "source's secret": source.SALLYPORT_SECRET_ARN!,
      "gateway's key": own.SALLYPORT_KEY_SECRET_ARN!,
      'own users': `arn:aws:s3:::${own.SALLYPORT_STATE_BUCKET}/sync/users/07`,
      'own state': `arn:aws:s3:::${own.SALLYPORT_STATE_BUCKET}`,
      "source's token": `arn:aws:s3:::${source.SALLYPORT_STATE_BUCKET}/tokens/oauth`,
      "source's state": `arn:aws:s3:::${source.SALLYPORT_STATE_BUCKET}`,
      'own function': lambda('bi-users'),
      'other function': lambda('helpdesk'),
      "source's function": lambda('people'),
      'dead letters': 'arn:aws:sqs:eu-west-1:123456789012:acme-dead-letters',
    };
  };

  const [own, other, people] = subjects as [Part, Part, Part];

  test.each<[string, keyof ReturnType<typeof things>, readonly Part[]]>([
    ['secretsmanager:GetSecretValue', 'own secret', [own]],
    ['secretsmanager:PutSecretValue', 'own secret', []],
    ['secretsmanager:GetSecretValue', 'signing keys', [own]],
    ['secretsmanager:PutSecretValue', 'signing keys', [own]],
    ['secretsmanager:DeleteSecret', 'signing keys', []],
    ['secretsmanager:GetSecretValue', "source's secret", [own, other, people]],
    ['secretsmanager:PutSecretValue', "source's secret", []],
    ['secretsmanager:GetSecretValue', "gateway's key", [own, other, people]],
    ['s3:GetObject', 'own users', [own]],
    ['s3:PutObject', 'own users', [own]],
    ['s3:DeleteObject', 'own users', []],
    ['s3:ListBucket', 'own state', [own]],
    ['s3:GetObject', "source's token", [own, other, people]],
    ['s3:PutObject', "source's token", [own, other, people]],
    ['s3:DeleteObject', "source's token", []],
    ['s3:ListBucket', "source's state", [own, other, people]],
    ['s3:PutBucketPolicy', "source's state", []],
    ['lambda:InvokeFunction', 'own function', [own]],
    ['lambda:UpdateFunctionCode', 'own function', []],
    ['lambda:InvokeFunction', 'other function', [other]],
    ['lambda:InvokeFunction', "source's function", []],
    ['sqs:SendMessage', 'dead letters', [own, other]],
    ['sqs:ReceiveMessage', 'dead letters', []],
  ])('%s of the %s: %j', (action, thing, expected) => {
    const resource = things()[thing];
    expect(subjects.filter((part) => allows(statementsOf(gateway, part), { action, resource }))).toEqual(expected);
  });

  test('agents are reached where source or destination is behind them', () => {
    const made = synthesize({
      ...configuration(bearer, { hr: behindAgents(), people: withTokens() }),
      relay,
      sync: {
        first: sync({ from: 'hr' }),
        second: sync({ to: { via: 'relay' } }),
        third: sync(),
      },
    });
    const queue = 'arn:aws:sqs:eu-west-1:123456789012:acme-relay-2';
    const reaching = (['sync first', 'sync second', 'sync third'] as const).filter((part) => {
      const isTold = 'SALLYPORT_RELAY' in variablesOf(made, part);
      expect(allows(statementsOf(made, part), { action: 'sqs:SendMessage', resource: queue })).toBe(isTold);
      return isTold;
    });
    expect(reaching).toEqual(['sync first', 'sync second']);
  });
});

describe('the alarms of a sync', () => {
  test.each(['bi-users', 'helpdesk'])('%s ring for each of them, and tell the topic what to do', (name) => {
    const known = knownSyncs(syncEdges[alarmed]!, [testConnector]).find((each) => each.name === name)!;
    const applying = logAlarmsOf(known);
    const alarms = resources(gateway.syncs[name]!, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(
      [...applying.map((alarm) => alarm.name), 'crashes', 'throttles'].map((alarm) => `acme-${name}-${alarm}`),
    );
    for (const { AlarmActions, AlarmDescription, Dimensions } of alarms) {
      expect(AlarmActions).toEqual([alarmTopic]);
      expect(AlarmDescription).toMatch(new RegExp(`sync ${name}\\b`, 'i'));
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
      expect(JSON.stringify(Dimensions)).toContain(name);
    }
    const filters = resources(gateway.syncs[name]!, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
    expect(filters.map(({ FilterPattern }) => FilterPattern)).toEqual(
      expect.arrayContaining(['{ $.event = "sync.tripped" }', '{ $.event = "sync.quarantined" }']),
    );
  });

  test('have graphs on the dashboard, beside those of its function', () => {
    const [dashboard] = resources(gateway.parent, 'AWS::CloudWatch::Dashboard');
    const body = dashboard!.Properties.DashboardBody as string;
    for (const text of [
      '"acme-bi-users"',
      '"acme-helpdesk"',
      'Plans of syncs that the guard stopped',
      '"SyncQuarantined"',
    ])
      expect(body).toContain(text);
  });
});

describe('the network of a sync', () => {
  const synced = (more: Parameters<typeof network>[0]): Synthesized =>
    synthesize({
      ...configuration(bearer, { people: withTokens() }),
      network: network(more),
      sync: { 'bi-users': sync({ signIn: login }) },
    });

  test('lets out to its destination, to the keys of sign-in, and to Lambda, by which it wakes itself up', () => {
    const { parent, syncs } = synced({ allowList: true });
    const [allowed] = resources(parent, 'AWS::Route53Resolver::FirewallDomainList');
    expect(allowed!.Properties.Domains).toEqual(
      expect.arrayContaining(['bi.acme.example', 'login.acme.example', 'lambda.eu-west-1.api.aws']),
    );
    const [group] = resources(parent, 'AWS::EC2::SecurityGroup');
    const ports = group!.Properties.SecurityGroupEgress.map(({ FromPort }: { FromPort: number }) => FromPort);
    expect(new Set(ports)).toEqual(new Set([443, 8443]));
    expect(resources(syncs['bi-users']!, 'AWS::Lambda::Function')[0]!.Properties.VpcConfig).toBeDefined();
  });

  test('has endpoints of what it calls where there is no other way', () => {
    const endpoints = resources(synced({ egress: 'none' }).parent, 'AWS::EC2::VPCEndpoint');
    expect(endpoints.map(({ Properties }) => Properties.ServiceName)).toEqual(
      ['s3', 'secretsmanager', 'sqs', 'lambda'].map((name) => `com.amazonaws.eu-west-1.${name}`),
    );
  });
});

test('with everything of the customer all that a sync keeps is under their key', () => {
  const made = edge('sync with everything of the customer');
  for (const template of Object.values(made.syncs)) {
    for (const { Properties } of resources(template, 'AWS::SecretsManager::Secret'))
      expect(Properties.KmsKeyId).toBe(kmsKey);
    for (const { Properties } of resources(template, 'AWS::S3::Bucket'))
      expect(JSON.stringify(Properties.BucketEncryption)).toContain(kmsKey);
    for (const { Properties } of resources(template, 'AWS::Scheduler::Schedule'))
      expect(Properties.KmsKeyArn).toBe(kmsKey);
  }
});
