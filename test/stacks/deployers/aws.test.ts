import { describe, expect, test } from 'vitest';
import type { AwsDeployment } from '../../../config/config.ts';
import { awsRights } from '../../../stacks/deployers/aws.ts';
import { awsPolicies, type TemplateResource } from '../../../stacks/deployers/aws-policies.ts';
import { bearer, configuration, source } from '../aws/configurations.ts';
import { awsResources } from './snapshots.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const resources = awsResources();
const kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const policiesOf = (made: readonly TemplateResource[], deployment: Partial<AwsDeployment> = {}) => {
  const config = configuration(bearer, { people: source() });
  const aws = { region: 'eu-west-1', account: '123456789012', logRetentionDays: 90, ...deployment };
  return awsPolicies({ ...config, deploy: { aws } }, made);
};
const statementsOf = (...args: Parameters<typeof policiesOf>): readonly Statement[] =>
  policiesOf(...args)
    .filter(({ name }) => name.includes('-cloudformation-'))
    .flatMap(({ document }) => (document as { Statement: Statement[] }).Statement);

const matches = (pattern: string, arn: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((text) => text.replaceAll(/[.?+^$()[\]{}|\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(arn);
const allowing = (statements: readonly Statement[], action: string, arn: string): Statement | undefined =>
  statements.find(
    ({ Action, Resource }) => Action.includes(action) && Resource.some((pattern) => matches(pattern, arn)),
  );

const everything = statementsOf(resources, { kmsKey });

describe('what is covered', () => {
  test('rights are known for every type of every snapshot, and for none that is in no snapshot', () => {
    const types = new Set(resources.map(({ Type }) => Type));
    expect([...types].sort()).toEqual([...new Set(Object.keys(awsRights).map((key) => key.split('.')[0]))].sort());
    expect(types.size).toBeGreaterThan(35);
  });

  test('rights of a property are for one that some snapshot has', () => {
    const unused = Object.keys(awsRights).filter((key) => {
      const [type, property] = key.split('.');
      return property && !resources.some(({ Type, Properties }) => Type === type && Properties?.[property]);
    });
    expect(unused).toEqual([]);
  });

  test('of another type none are made up', () => {
    expect(() => policiesOf([{ Type: 'AWS::EC2::Instance' }])).toThrow(/No rights are known for AWS::EC2::Instance/);
  });

  const named: readonly [string, string, string, (name: string) => string][] = [
    [
      'AWS::Lambda::Function',
      'FunctionName',
      'lambda:CreateFunction',
      (name) => `lambda:eu-west-1:123456789012:function:${name}`,
    ],
    [
      'AWS::SecretsManager::Secret',
      'Name',
      'secretsmanager:CreateSecret',
      (name) => `secretsmanager:eu-west-1:123456789012:secret:${name}-a1B2c3`,
    ],
    ['AWS::SQS::Queue', 'QueueName', 'sqs:CreateQueue', (name) => `sqs:eu-west-1:123456789012:${name}`],
    [
      'AWS::CloudWatch::Alarm',
      'AlarmName',
      'cloudwatch:PutMetricAlarm',
      (name) => `cloudwatch:eu-west-1:123456789012:alarm:${name}`,
    ],
    [
      'AWS::CloudWatch::Dashboard',
      'DashboardName',
      'cloudwatch:PutDashboard',
      (name) => `cloudwatch::123456789012:dashboard/${name}`,
    ],
    ['AWS::IAM::Role', 'RoleName', 'iam:CreateRole', (name) => `iam::123456789012:role/${name}`],
    [
      'AWS::Scheduler::ScheduleGroup',
      'Name',
      'scheduler:CreateScheduleGroup',
      (name) => `scheduler:eu-west-1:123456789012:schedule-group/${name}`,
    ],
    [
      'AWS::Scheduler::Schedule',
      'Name',
      'scheduler:CreateSchedule',
      (name) => `scheduler:eu-west-1:123456789012:schedule/acme/${name}`,
    ],
  ];

  test.each(named)('%s by the name that templates give it', (type, property, action, arn) => {
    const names = resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties?.[property]);
    const literal = names.filter((name) => typeof name === 'string');
    expect(literal.length).toBeGreaterThan(0);
    for (const name of literal) expect(allowing(everything, action, `arn:aws:${arn(name)}`), name).toBeDefined();
    expect(allowing(everything, action, `arn:aws:${arn('other')}`)?.Resource).toEqual(
      type === 'AWS::Scheduler::Schedule' ? ['arn:aws:scheduler:eu-west-1:123456789012:schedule/acme/*'] : undefined,
    );
  });

  test.each([
    ['iam:CreateRole', 'arn:aws:iam::123456789012:role/acme-gateway-peopleNested-RoleB1B2-a1B2c3D4e5F6'],
    ['s3:CreateBucket', 'arn:aws:s3:::acme-gateway-peoplenestedstackpeople-state1234-a1b2c3d4'],
    ['logs:CreateLogGroup', 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/acme-people/1a2b3c4d'],
    ['logs:CreateLogGroup', 'arn:aws:logs:eu-west-1:123456789012:log-group:acme-gateway-RefusedFlowsLog1A-b2C3'],
    ['cloudformation:CreateStack', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/acme-gateway-people-1A/3f'],
    ['s3:GetObject', 'arn:aws:s3:::cdk-hnb659fds-assets-123456789012-eu-west-1/0123.zip'],
    ['ssm:GetParameters', 'arn:aws:ssm:eu-west-1:123456789012:parameter/cdk-bootstrap/hnb659fds/version'],
    ['iam:CreateOpenIDConnectProvider', 'arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/'],
  ])('%s of %s, whose name CloudFormation or CDK makes', (action, arn) => {
    expect(allowing(everything, action, arn)).toBeDefined();
  });
});

describe('what is not', () => {
  test('no action has a wildcard, and none is of everything that could be of less', () => {
    for (const { Action } of everything) for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
    const open = everything.filter(({ Resource }) => Resource.includes('*'));
    expect(open.map(({ Sid }) => Sid)).toEqual(['Everything']);
    const writing = open.flatMap(({ Action }) => Action.filter((action) => !/:(Describe|List)/.test(action)));
    // Of these AWS's reference for authorization knows no resources.
    expect(writing).toEqual(['logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'route53:CreateHostedZone']);
  });

  test('roles are given to three services and to CloudFormation itself, and no managed policy to a role', () => {
    const passed = everything.filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passed.map(({ Condition }) => Condition?.['StringEquals']?.['iam:PassedToService']).sort()).toEqual([
      'cloudformation.amazonaws.com',
      'lambda.amazonaws.com',
      'scheduler.amazonaws.com',
      'vpc-flow-logs.amazonaws.com',
    ]);
    expect(
      everything
        .flatMap(({ Action }) => Action)
        .filter((action) => /AttachRolePolicy|:Create(User|AccessKey|LoginProfile)/.test(action)),
    ).toEqual([]);
  });

  test('with a boundary no role is made or given rights without it, and none loses it', () => {
    const permissionsBoundary = 'arn:aws:iam::123456789012:policy/workload-boundary';
    const bound = statementsOf(resources, { permissionsBoundary });
    for (const action of [
      'iam:CreateRole',
      'iam:PutRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:PutRolePermissionsBoundary',
    ]) {
      const allowed = bound.filter(({ Action }) => Action.includes(action));
      expect(allowed.map(({ Condition }) => Condition)).toEqual([
        { StringEquals: { 'iam:PermissionsBoundary': permissionsBoundary } },
      ]);
    }
    expect(bound.flatMap(({ Action }) => Action)).not.toContain('iam:DeleteRolePermissionsBoundary');
  });

  test('what has the tag of another gateway is not deleted', () => {
    for (const action of ['ec2:DeleteVpc', 'ec2:DeleteSecurityGroup', 'elasticloadbalancing:DeleteLoadBalancer']) {
      const deleting = everything.filter(({ Action }) => Action.includes(action));
      expect(deleting.map(({ Condition }) => Condition)).toEqual([
        { StringEquals: { 'aws:ResourceTag/gateway': 'acme' } },
      ]);
    }
  });

  test('a gateway without a network has no right of networks, and one without a key none of keys', () => {
    const types = ['AWS::CloudFormation::Stack', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Lambda::Url'];
    const small = statementsOf(types.map((Type) => ({ Type, Properties: {} })));
    expect(small.flatMap(({ Action }) => Action).filter((action) => /^(ec2|kms|s3:Put|route53)/.test(action))).toEqual(
      [],
    );
  });
});

test('each document fits into a managed policy, and a role takes them all', () => {
  const policies = policiesOf(resources, { kmsKey });
  for (const { document } of policies) expect(JSON.stringify(document).length).toBeLessThanOrEqual(6_144);
  expect(policies.map(({ name }) => name)).toEqual([
    'acme-cloudformation-1',
    'acme-cloudformation-2',
    'acme-cloudformation-3',
    'acme-deployer',
  ]);
});

test('without an account in the configuration it is left open, and has to be filled in where a command names it', () => {
  const config = configuration(bearer, { people: source() });
  const [policy, deployer] = awsPolicies(
    { ...config, deploy: { aws: { region: 'eu-west-1', logRetentionDays: 90 } } },
    [{ Type: 'AWS::Lambda::Url', Properties: {} }],
  );
  expect(JSON.stringify(policy?.document)).toContain('arn:aws:lambda:eu-west-1:*:function:acme-*');
  expect(policy?.commands.join('\n')).toContain('aws://<account>/eu-west-1');
  expect(deployer?.document).toMatchObject({
    Statement: [
      {
        Resource: [
          'arn:aws:iam::*:role/cdk-hnb659fds-deploy-role-*-eu-west-1',
          'arn:aws:iam::*:role/cdk-hnb659fds-file-publishing-role-*-eu-west-1',
          'arn:aws:iam::*:role/cdk-hnb659fds-lookup-role-*-eu-west-1',
        ],
      },
    ],
  });
});
