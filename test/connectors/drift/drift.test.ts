import { beforeAll, describe, expect, test } from 'vitest';
import type { Drift } from './drift.ts';
import { googleTypes } from './google-types.ts';
import { graphTypes } from './graph-types.ts';
import { type NamedRequest, namedRequests } from './named-requests.ts';
import { type OpenApi, openApiDrift } from './openapi-drift.ts';
import { packageText } from './package-file.ts';
import { slackTypes } from './slack-types.ts';
import { type TypesPackage, typeDrift } from './type-drift.ts';

/** What a connector may name though the vendor's package does not, by the beginning of what is printed, and why. */
type Known = Readonly<Record<string, string>>;

interface Held {
  readonly connector: string;
  readonly drift: (requests: readonly NamedRequest[]) => Drift;
  readonly known: Known;
}

const typesOf = (types: () => TypesPackage) => (requests: readonly NamedRequest[]) => typeDrift(requests, types());

/** Enterprise Cloud has all that GitHub has, and the audit log. */
const github = (requests: readonly NamedRequest[]): Drift => {
  const document = JSON.parse(packageText('@octokit/openapi', 'generated/ghec.json')) as OpenApi;
  return openApiDrift(requests, document, 'https://api.github.com');
};

const connectors: readonly Held[] = [
  {
    connector: 'github',
    drift: github,
    known: {
      'endpoints: GET /repos/${organization}/{repo}/issues: ?after': 'addresses of next pages have it',
      'lists: profiles: suspended_at': 'of Enterprise Server',
    },
  },
  {
    connector: 'slack',
    drift: typesOf(() => slackTypes),
    known: {
      'endpoints: GET /discovery.': 'the Discovery API is described for its partners only',
      'endpoints: GET /admin.analytics.getFile: ': 'a file of lines of JSON, which a page of its own describes',
      'endpoints: GET /users.list: members[].teams': 'of Enterprise organizations; types are made from samples',
      'endpoints: GET /conversations.list: channels[].team': 'of Enterprise organizations; types are made from samples',
    },
  },
  {
    connector: 'google-workspace',
    drift: typesOf(googleTypes),
    known: {
      'endpoints: GET /v1/spaces/{space}/members: memberships[].member.email': 'documented; newer than the package',
    },
  },
  { connector: 'entra-id', drift: typesOf(() => graphTypes), known: {} },
  {
    connector: 'microsoft-365',
    drift: typesOf(() => graphTypes),
    known: {
      'endpoints: GET /reports/': 'reports are in no types',
      'endpoints: GET /users/{user}/mailboxSettings: userPurpose.value': 'documented so; types say a text',
    },
  },
];

describe.each(connectors)('$connector, held against what its vendor publishes', ({ connector, drift, known }) => {
  let found: readonly string[];
  beforeAll(() => {
    const requests = namedRequests(connector);
    const { undescribed, gone } = drift(requests);
    expect(undescribed.length).toBeLessThan(requests.length / 2);
    found = [...undescribed, ...gone];
  });

  test('names nothing that is not there', () => {
    expect(found.filter((each) => !Object.keys(known).some((beginning) => each.startsWith(beginning)))).toEqual([]);
  });

  test('has no exception that is not needed', () => {
    expect(Object.keys(known).filter((beginning) => !found.some((each) => each.startsWith(beginning)))).toEqual([]);
  });
});
