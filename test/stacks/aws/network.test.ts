import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../config/config.ts';
import { awsRole, bearer, configuration, identity, platform, source } from './configurations.ts';
import { check, edge, edges, network, vpc } from './edges.ts';
import { counts, type Resource, resources, type Synthesized, synthesize, type Template } from './synthesize.ts';

interface Rule {
  readonly CidrIp?: string;
  readonly CidrIpv6?: string;
  readonly FromPort: number;
}

const functionsGroup = ({ Resources }: Template): Resource => Resources.FunctionsGroup!;
const functionOf = (template: Template): Resource => resources(template, 'AWS::Lambda::Function')[0]!;
const countOf = (template: Template, type: string): number => counts(template)[type] ?? 0;
const routesOf = (template: Template): readonly unknown[] =>
  resources(template, 'AWS::EC2::Route').map(
    ({ Properties }) => Properties.DestinationCidrBlock ?? Properties.DestinationIpv6CidrBlock,
  );

/** What a network lets out to: ranges by port. */
const egressOf = (template: Template): readonly string[] =>
  functionsGroup(template).Properties.SecurityGroupEgress.map(
    ({ CidrIp, CidrIpv6, FromPort }: Rule) => `${CidrIp ?? CidrIpv6} ${FromPort}`,
  );

test('there is no network where nobody asks for one', () => {
  const { parent, sources } = synthesize(configuration(bearer, { people: source() }));
  expect(JSON.stringify(parent)).not.toContain('EC2');
  expect(functionOf(sources.people!).Properties).not.toHaveProperty('VpcConfig');
  expect(JSON.stringify(sources.people)).not.toContain('ec2:');
});

describe.each(Object.keys(edges).filter((title) => title.includes('network')))('a %s', (title) => {
  let gateway: Synthesized;
  beforeAll(() => {
    gateway = edge(title);
  });

  test('lets nobody in: all rules for who comes in name a group of the gateway', () => {
    for (const { Properties } of resources(gateway.parent, 'AWS::EC2::SecurityGroup')) {
      for (const rule of Properties.SecurityGroupIngress ?? []) {
        expect(Object.keys(rule)).toContain('SourceSecurityGroupId');
        expect(Object.keys(rule)).not.toContain('CidrIp');
      }
      // Without one, AWS would let out to everywhere.
      expect(Properties.SecurityGroupEgress.length).toBeGreaterThan(0);
    }
    for (const { Properties } of resources(gateway.parent, 'AWS::EC2::Subnet')) {
      expect(Properties.MapPublicIpOnLaunch).toBe(false);
    }
    for (const { Properties } of resources(gateway.parent, 'AWS::ElasticLoadBalancingV2::LoadBalancer')) {
      expect(Properties.Scheme).toBe('internal');
    }
  });

  test('holds every function, which may not touch its interfaces itself', () => {
    for (const [name, template] of Object.entries(gateway.sources)) {
      const { VpcConfig, FunctionName } = functionOf(template).Properties;
      expect(VpcConfig.SubnetIds).toHaveLength(2);
      expect(VpcConfig.SecurityGroupIds).toHaveLength(1);
      const statements = resources(template, 'AWS::IAM::Policy').flatMap(
        ({ Properties }) => Properties.PolicyDocument.Statement,
      );
      const ofInterfaces = statements.filter(({ Action }) => [Action].flat().includes('ec2:CreateNetworkInterface'));
      expect(ofInterfaces.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
        ['Allow', undefined],
        ['Deny', { ArnEquals: { 'lambda:SourceFunctionArn': expect.anything() } }],
      ]);
      expect(FunctionName).toBe(`acme-${name}`);
      expect(JSON.stringify(ofInterfaces[1].Condition)).toContain(`:function:acme-${name}"`);
      expect(ofInterfaces[1].Action).toEqual(expect.arrayContaining(ofInterfaces[0].Action));
    }
  });

  test('is described without a look at the cloud', () => {
    const manifest = JSON.parse(readFileSync(join(gateway.folder, 'manifest.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('missing');
  });
});

test('no part of a network is called like a source may be', () => {
  const names = ['all-hosts', 'allowed-hosts', 's3', 'secretsmanager', 'sqs', 'sts', 'vpc', 'nat', 'out', 'public'];
  const sources = Object.fromEntries(names.map((name) => [name, source({ identity }, { check })]));
  for (const egress of ['none', 'nat'] as const) {
    const config = { ...configuration(platform({ awsRole }), sources), network: network({ egress, allowList: true }) };
    expect(Object.keys(synthesize(config).sources).sort()).toEqual([...names].sort());
  }
}, 60_000);

test('a network is described without a look at the cloud where the account is known, too', () => {
  const config = { ...configuration(bearer, { people: source() }, { account: '123456789012' }), network: network() };
  const { folder } = synthesize(config);
  expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).not.toHaveProperty('missing');
});

describe('a way out', () => {
  test.each([
    ['network without a way out', { routes: [], internet: 0, egressOnly: 0, nat: 0 }],
    ['network with IPv6 alone', { routes: ['::/0'], internet: 0, egressOnly: 1, nat: 0 }],
    ['network with NAT', { routes: ['0.0.0.0/0', '0.0.0.0/0'], internet: 1, egressOnly: 0, nat: 1 }],
    ['network of the customer', { routes: [], internet: 0, egressOnly: 0, nat: 0 }],
  ])('of a %s is no other than %j', (title, expected) => {
    const { parent } = edge(title);
    expect({
      routes: routesOf(parent),
      internet: countOf(parent, 'AWS::EC2::InternetGateway'),
      egressOnly: countOf(parent, 'AWS::EC2::EgressOnlyInternetGateway'),
      nat: countOf(parent, 'AWS::EC2::NatGateway'),
    }).toEqual(expected);
  });

  test.each([
    ['network without a way out', ['0.0.0.0/0 443', '0.0.0.0/0 636', '0.0.0.0/0 8443']],
    ['network with IPv6 alone', ['::/0 443', '::/0 636', '100.64.0.0/24 443', '100.64.0.0/24 636']],
    ['network with NAT', ['0.0.0.0/0 443', '0.0.0.0/0 636', '0.0.0.0/0 8443']],
    [
      'network of the customer',
      ['0.0.0.0/0 443', '0.0.0.0/0 636', '0.0.0.0/0 8443', '::/0 443', '::/0 636', '::/0 8443'],
    ],
  ])('of a %s is open at the ports of its sources and routes: %j', (title, expected) => {
    expect(egressOf(edge(title).parent)).toEqual(expected);
  });

  test('by IPv6 needs other names of the APIs of AWS', () => {
    const { sources } = edge('network with IPv6 alone');
    const { VpcConfig, Environment } = functionOf(sources.directory!).Properties;
    expect(VpcConfig.Ipv6AllowedForDualStack).toBe(true);
    expect(Environment.Variables.AWS_USE_DUALSTACK_ENDPOINT).toBe('true');
    const nat = functionOf(edge('network with NAT').sources.directory!).Properties;
    expect(nat.VpcConfig).not.toHaveProperty('Ipv6AllowedForDualStack');
    expect(nat.Environment.Variables).not.toHaveProperty('AWS_USE_DUALSTACK_ENDPOINT');
  });

  test('by NAT has an address that stays, which an output tells', () => {
    const { Outputs, Resources } = edge('network with NAT').parent;
    expect(Outputs.egressAddress!.Value).toEqual({ 'Fn::GetAtt': ['Address', 'PublicIp'] });
    expect(Resources.Nat!.Properties.AllocationId).toEqual({ 'Fn::GetAtt': ['Address', 'AllocationId'] });
    expect(edge('network with IPv6 alone').parent.Outputs).not.toHaveProperty('egressAddress');
  });
});

describe('a private endpoint', () => {
  const endpointsOf = (template: Template): readonly string[] =>
    resources(template, 'AWS::EC2::VPCEndpoint').map(
      ({ Properties }) => `${Properties.VpcEndpointType} ${Properties.ServiceName}`,
    );
  const free = 'Gateway com.amazonaws.eu-west-1.s3';

  test.each([
    [
      'network without a way out',
      [free, ...['secretsmanager', 'sqs', 'sts'].map((name) => `Interface com.amazonaws.eu-west-1.${name}`)],
    ],
    ['network with IPv6 alone', [free]],
    ['network with NAT', [free]],
    ['network of the customer', []],
  ])('costs nothing unless there is no other way: a %s has %j', (title, expected) => {
    expect(endpointsOf(edge(title).parent)).toEqual(expected);
  });

  test('is for what sources need', () => {
    const config: Config = { ...configuration(bearer, { people: source() }), network: network({ egress: 'none' }) };
    expect(endpointsOf(synthesize(config).parent)).toEqual([free]);
  });

  test('serves identities of this account alone', () => {
    const endpoints = resources(edge('network without a way out').parent, 'AWS::EC2::VPCEndpoint');
    for (const { Properties } of endpoints) {
      expect(Properties.PolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: '*',
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
        },
      ]);
    }
  });
});

describe('an allow list', () => {
  const domainsOf = (template: Template): readonly string[] =>
    JSON.parse(
      JSON.stringify(template.Resources.AllowedHosts!.Properties.Domains).replaceAll(
        /\{"Fn::Join":\["",\["([^"]*)",\{"Ref":"AWS::URLSuffix"\}\]\]\}/g,
        '"$1amazonaws.com"',
      ),
    );

  test('has the hosts of the sources, what the network names, and the APIs of AWS by the names that are called', () => {
    expect(domainsOf(edge('network with IPv6 and an allow list').parent)).toEqual([
      '*.elimity.com',
      'directory.acme.example',
      'graph.microsoft.com',
      'login.microsoftonline.com',
      's3.dualstack.eu-west-1.amazonaws.com',
      '*.s3.dualstack.eu-west-1.amazonaws.com',
      'secretsmanager.eu-west-1.api.aws',
      'sqs.eu-west-1.api.aws',
      'sts.eu-west-1.api.aws',
    ]);
    expect(domainsOf(edge('network with NAT').parent)).toEqual([
      'directory.acme.example',
      'graph.microsoft.com',
      'login.microsoftonline.com',
      'bi.acme.internal',
      's3.eu-west-1.amazonaws.com',
      '*.s3.eu-west-1.amazonaws.com',
      'secretsmanager.eu-west-1.amazonaws.com',
      'sqs.eu-west-1.amazonaws.com',
      'sts.eu-west-1.amazonaws.com',
    ]);
  });

  test('comes before the rule that answers nothing to all other questions', () => {
    const { Resources } = edge('network with NAT').parent;
    const rules = [...Resources.AllowList!.Properties.FirewallRules].sort((a, b) => a.Priority - b.Priority);
    const listOf = (rule: Record<string, { 'Fn::GetAtt': string[] }>) =>
      Resources[rule.FirewallDomainListId!['Fn::GetAtt'][0]!]!.Properties.Domains;
    expect(rules.map(({ Action, BlockResponse }) => [Action, BlockResponse])).toEqual([
      ['ALLOW', undefined],
      ['BLOCK', 'NODATA'],
    ]);
    expect(listOf(rules[0])).toContain('graph.microsoft.com');
    expect(listOf(rules[1])).toEqual(['*']);
    expect(Resources.AllowListAssociation!.Properties.VpcId).toEqual({ 'Fn::GetAtt': ['Vpc', 'VpcId'] });
  });

  test.each(['network with IPv6 alone', 'network without a way out', 'network of the customer'])(
    'is not in a %s that does not ask for it',
    (title) => expect(JSON.stringify(edge(title).parent)).not.toContain('Route53Resolver'),
  );
});

describe('a route', () => {
  test.each(['network without a way out', 'network with NAT', 'network of the customer'])(
    'of a %s leads by a private name to addresses of the customer, and functions alone may take it',
    (title) => {
      const { parent } = edge(title);
      const [zone] = resources(parent, 'AWS::Route53::HostedZone');
      expect(zone!.Properties).toMatchObject({ Name: 'bi.acme.internal', VPCs: [{ VPCRegion: 'eu-west-1' }] });
      const [name] = resources(parent, 'AWS::Route53::RecordSet');
      expect(name!.Properties).toMatchObject({ Name: 'bi.acme.internal', Type: 'A' });
      const [targets] = resources(parent, 'AWS::ElasticLoadBalancingV2::TargetGroup');
      expect(targets!.Properties).toMatchObject({
        Protocol: 'TCP',
        TargetType: 'ip',
        Targets: ['10.20.0.10', '10.20.0.11'].map((Id) => ({ Id, Port: 8443, AvailabilityZone: 'all' })),
      });
      const [listener] = resources(parent, 'AWS::ElasticLoadBalancingV2::Listener');
      expect(listener!.Properties).toMatchObject({ Port: 8443, Protocol: 'TCP' });
      const group = resources(parent, 'AWS::EC2::SecurityGroup').find(({ Properties }) =>
        Properties.GroupDescription.includes('BI.acme.internal'),
      )!;
      expect(group.Properties.SecurityGroupIngress).toEqual([
        {
          Description: 'Functions',
          FromPort: 8443,
          IpProtocol: 'tcp',
          SourceSecurityGroupId: { 'Fn::GetAtt': ['FunctionsGroup', 'GroupId'] },
          ToPort: 8443,
        },
      ]);
      expect(group.Properties.SecurityGroupEgress.map(({ CidrIp }: Rule) => CidrIp)).toEqual([
        '10.20.0.10/32',
        '10.20.0.11/32',
      ]);
    },
  );
});

describe('a network of the customer', () => {
  test('is used by its ids, and gets a security group alone', () => {
    const { parent, sources } = edge('network of the customer');
    expect(countOf(parent, 'AWS::EC2::VPC') + countOf(parent, 'AWS::EC2::Subnet')).toBe(0);
    expect(functionsGroup(parent).Properties.VpcId).toBe(vpc.id);
    expect(functionOf(sources.people!).Properties.VpcConfig.SubnetIds).toEqual(vpc.subnets);
  });

  test('and its own security group leave nothing to make', () => {
    const { parent, sources } = edge('network and security group of the customer');
    expect(JSON.stringify(parent)).not.toContain('AWS::EC2::');
    expect(functionOf(sources.people!).Properties.VpcConfig.SecurityGroupIds).toEqual(['sg-0a1b2c3d4e5f60718']);
  });

  test('must be named', () => {
    const config = { ...configuration(bearer, { people: source() }), network: network({ egress: 'existing' }) };
    expect(() => synthesize(config)).toThrow(
      expect.objectContaining({ code: 'network-missing', message: expect.stringContaining('deploy.aws.vpc') }),
    );
  });
});
