import { beforeAll, describe, expect, test } from 'vitest';
import { awsRole, bearer, configuration, platform, proxied, source, withSecret } from './configurations.ts';
import { type Resource, resources, type Synthesized, synthesize, type Template } from './synthesize.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const objects = ['s3://acme-exports/apps.ndjson', 's3://acme-exports/teams.csv'];
const config = configuration(platform({ awsRole }), {
  apps: source({ objects }),
  people: withSecret(),
  teams: withSecret(),
});

describe('the role of a function', () => {
  let gateway: Synthesized;
  beforeAll(() => {
    gateway = synthesize(config);
  });

  test.each(Object.keys(config.sources))('of %s reaches nothing of another source', (name) => {
    const template = gateway.sources[name]!;
    const statements = statementsOf(template);
    expect(statements.length).toBeGreaterThan(0);
    for (const { Resource } of statements) {
      // A reference can only mean a resource of the same template, and that is this source's alone.
      if (typeof Resource === 'object') expect(Object.keys(template.Resources)).toContain(referenced(Resource));
      else expect(Resource).toMatch(/^arn:aws:s3:::acme-exports\/(apps\.ndjson|teams\.csv)$/);
    }
  });

  test.each([
    ['apps', ['AWS::Logs::LogGroup', 'arn:aws:s3:::acme-exports/apps.ndjson', 'arn:aws:s3:::acme-exports/teams.csv']],
    ['people', ['AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret']],
  ])('of %s may do what it needs and no more', (name, reached) => {
    const template = gateway.sources[name]!;
    const allowed = statementsOf(template).flatMap(({ Effect, Action, Resource }) => {
      expect(Effect).toBe('Allow');
      const targets = typeof Resource === 'object' ? [typeOf(template, Resource)] : [Resource];
      return targets.map((target) => [target, [Action].flat().sort()]);
    });
    expect(Object.fromEntries(allowed)).toEqual(
      Object.fromEntries(reached.map((target) => [target, actionsOn(target)])),
    );
  });

  test('of a source that is served by proxy makes and reads the key of the gateway, and no other secret of it', () => {
    const { parent, sources } = synthesize(configuration(bearer, { people: withSecret(), tickets: proxied() }));
    const [keyId] = Object.entries(parent.Resources).find(([, { Type }]) => Type === 'AWS::SecretsManager::Secret')!;
    const passed = resources(parent, 'AWS::CloudFormation::Stack').map(({ Properties }) => Properties.Parameters);
    const [parameter = ''] = Object.keys(passed.find((parameters) => parameters !== undefined));
    expect(passed.filter((parameters) => parameters !== undefined)).toEqual([{ [parameter]: { Ref: keyId } }]);
    const statements = statementsOf(sources.tickets!).filter(({ Action }) => [Action].flat()[0]!.startsWith('secrets'));
    const [secretId] = Object.entries(sources.tickets!.Resources).find(([, { Type }]) => Type.endsWith('::Secret'))!;
    expect(statements.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['secretsmanager:GetSecretValue', { Ref: secretId }],
      [['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], { Ref: parameter }],
    ]);
  });

  test('has no policy of AWS and is for Lambda alone', () => {
    for (const template of Object.values(gateway.sources)) {
      const [role] = resources(template, 'AWS::IAM::Role');
      expect(Object.keys(role!.Properties)).toEqual(['AssumeRolePolicyDocument', 'Tags']);
      expect(role!.Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });
});

describe('a function URL', () => {
  test('of the platform profile lets the vendor in, through the URL only', () => {
    const { parent, sources } = synthesize(config);
    const [vendorId] = Object.entries(parent.Resources).find(([, { Type }]) => Type === 'AWS::IAM::Role')!;
    for (const template of Object.values(sources)) {
      expect(resources(template, 'AWS::Lambda::Url')[0]?.Properties).toMatchObject({
        AuthType: 'AWS_IAM',
        InvokeMode: 'RESPONSE_STREAM',
      });
      const permissions = resources(template, 'AWS::Lambda::Permission');
      expect(permissions.map(door)).toEqual([
        ['lambda:InvokeFunctionUrl', 'AWS_IAM', undefined],
        ['lambda:InvokeFunction', undefined, true],
      ]);
      for (const { Properties } of permissions) expect(Properties.Principal).toEqual({ Ref: expect.any(String) });
    }
    for (const { Properties } of resources(parent, 'AWS::CloudFormation::Stack')) {
      expect(Object.values(Properties.Parameters)).toEqual([{ 'Fn::GetAtt': [vendorId, 'Arn'] }]);
    }
  });

  test('of the bearer profile is open, for the handler checks the token', () => {
    const { sources } = synthesize(configuration(bearer, { people: source() }));
    const permissions = resources(sources.people!, 'AWS::Lambda::Permission');
    expect(permissions.map(door)).toEqual([
      ['lambda:InvokeFunctionUrl', 'NONE', undefined],
      ['lambda:InvokeFunction', undefined, true],
    ]);
    expect(permissions.map(({ Properties }) => Properties.Principal)).toEqual(['*', '*']);
  });
});

const door = ({ Properties }: Resource) => [
  Properties.Action,
  Properties.FunctionUrlAuthType,
  Properties.InvokedViaFunctionUrl,
];

const statementsOf = (template: Template): Statement[] =>
  Object.values(template.Resources).flatMap(({ Properties }) =>
    [Properties.PolicyDocument, ...(Properties.Policies ?? []).map((policy: Statement) => policy)]
      .filter((document) => document !== undefined)
      .flatMap((document) => document.Statement)
      .flatMap((statement: Statement) =>
        [statement.Resource].flat().map((resource) => ({ ...statement, Resource: resource })),
      ),
  );

const referenced = (reference: unknown): string => {
  const { Ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? attribute?.[0];
  if (!id) throw new Error(`not a reference: ${JSON.stringify(reference)}`);
  return id;
};

const typeOf = (template: Template, reference: unknown): string => template.Resources[referenced(reference)]!.Type;

const actionsOn = (target: string): string[] => {
  if (target === 'AWS::Logs::LogGroup') return ['logs:CreateLogStream', 'logs:PutLogEvents'];
  return target === 'AWS::SecretsManager::Secret' ? ['secretsmanager:GetSecretValue'] : ['s3:GetObject'];
};
