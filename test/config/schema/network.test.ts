import { describe } from 'vitest';
import { good, goodPlatform } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

const network = (text: string) => ['deploy:', `network: ${text}\ndeploy:`] as const;
const gcp = '  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }\n  aws:';

describe('a network', () => {
  testChanges(good, [
    [
      'of each kind is right',
      ...network('{ egress: ipv6, allowList: true, hosts: [keys.elimity.com, "*.acme.example"] }'),
    ],
    [
      'with a route is right',
      ...network(
        '{ egress: nat, routes: { bi: { host: bi.acme.internal, addresses: [10.20.0.10, 10.20.0.11], port: 8443 } } }',
      ),
    ],
    [
      'does not say how it lets out',
      ...network('{ allowList: true }'),
      '19:10 network.egress: is missing | Write one of: none, ipv6, nat, existing.',
    ],
    [
      'lets out in a way that is none',
      ...network('{ egress: internet }'),
      '19:20 network.egress: is none of the values that may stand here | Write one of: none, ipv6, nat, existing.',
    ],
    [
      'has hosts without a list',
      ...network('{ egress: nat, hosts: [keys.elimity.com] }'),
      '19:32 network.hosts: has no use without allowList: true | Write, for example: hosts: [ keys.elimity.com ]',
    ],
    [
      'has a URL for a host',
      ...network('{ egress: nat, allowList: true, hosts: [https://keys.elimity.com/] }'),
      '19:50 network.hosts[0]: must be the name of a host, or *. and the name of a domain | Write, for example: keys.elimity.com',
    ],
    [
      'has a route without a place',
      ...network('{ egress: nat, routes: { bi: { host: bi.acme.internal, addresses: [] } } }'),
      '19:76 network.routes.bi.addresses: must not be empty | Write, for example: addresses: [ 10.20.0.10 ]',
    ],
    [
      'has a route to a name',
      ...network('{ egress: nat, routes: { bi: { host: bi.acme.internal, addresses: [bi.acme.internal] } } }'),
      '19:77 network.routes.bi.addresses[0]: must be an IPv4 address | Write, for example: 10.20.0.10',
    ],
    [
      'has a route whose name is no name',
      ...network('{ egress: nat, routes: { BI: { host: bi.acme.internal, addresses: [10.0.0.1] } } }'),
      '19:35 network.routes.BI: must be 1 to 16 lower-case letters, digits and single hyphens, beginning with a letter, such as bi | ',
    ],
    [
      'lets nobody out, so that nobody could be verified',
      ...network('{ egress: none }'),
      "19:20 network.egress: can not be none in profile bearer: the gate could not fetch the keys of the vendor's issuer, and would let in nobody | Write egress: nat (or ipv6 on AWS) with allowList: true, or set vendor.profile: platform.",
    ],
    [
      'is one that is there already, but no cloud says which',
      ...network('{ egress: existing }'),
      '19:20 network.egress: is existing, but deploy.aws names no network | Name it in deploy.aws.vpc, or write egress: nat.',
    ],
  ]);
  testChanges(good.replace('  aws:', gcp), [
    [
      'goes out by IPv6 on Google Cloud',
      ...network('{ egress: ipv6 }'),
      '19:20 network.egress: can not be ipv6 where deploy.gcp is set: only AWS has a way out by IPv6 that lets nobody in | Write egress: nat, or deploy to AWS with a configuration of its own.',
    ],
  ]);
  testChanges(
    good.replace(
      'region: eu-west-1',
      'region: eu-west-1, vpc: { id: vpc-0a1b2c3d4e5f60718, subnets: [subnet-0a1b2c3d4e5f60718] }',
    ),
    [
      ['is one that is there already', ...network('{ egress: existing }')],
      [
        'is made where one is there already',
        ...network('{ egress: nat }'),
        '19:20 network.egress: could not be kept: deploy.aws.vpc names a network that is there already, and its ways out are yours | Write egress: existing, or remove deploy.aws.vpc.',
      ],
      [
        'has a list where one is there already',
        ...network('{ egress: existing, allowList: true }'),
        '19:41 network.allowList: can not be kept in a network that is there already: its ways out are yours | Remove it. The handler has its list always.',
      ],
    ],
  );
});

describe('a network in profile platform', () => {
  testChanges(goodPlatform, [['may let nobody out', ...network('{ egress: none }')]]);
});
