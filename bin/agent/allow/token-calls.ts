import type { Authentication, TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { type SourceCall, sourceCall } from './source-call.ts';

/** What is called for tokens. */
export const tokenCalls = ({ schemes }: Authentication): readonly SourceCall[] =>
  Object.values(schemes).flatMap((scheme) => {
    if (scheme.kind === 'token') return [...endpointCalls(scheme), ...grantCalls(scheme)];
    if (scheme.kind !== 'awsSignature' || !scheme.role) return [];
    const suffix = scheme.region.startsWith('cn-') ? '.cn' : '';
    return [post(`https://sts.${scheme.region}.amazonaws.com${suffix}/`, ['x-amz-date', 'x-amz-security-token'])];
  });

const post = (server: string, headers: readonly string[] = [], path?: string): SourceCall =>
  sourceCall({ methods: ['POST'], server, headers, path });

const endpointCalls = ({
  endpoints: { discovery, token, refresh, revocation, hosts },
}: TokenScheme): readonly SourceCall[] => [
  ...[token, refresh, revocation].filter((url) => url !== undefined).map((url) => post(url)),
  ...(discovery === undefined
    ? []
    : [
        sourceCall({ methods: ['GET'], server: discovery }),
        // The document says where tokens are, at its own host or one of those that are named.
        ...[new URL(discovery).host, ...hosts].map((host) =>
          post(`${new URL(discovery).protocol}//${host}`, [], '/**'),
        ),
      ]),
];

const grantCalls = ({ grant }: TokenScheme): readonly SourceCall[] => {
  if (grant.type === 'githubApp') {
    const headers = ['x-github-api-version'];
    const whose = (kind: string) =>
      sourceCall({ methods: ['GET'], server: grant.api, path: `/${kind}/{name}/installation`, headers });
    return [
      post(grant.api, headers, '/app/installations/{id}/access_tokens'),
      sourceCall({ methods: ['DELETE'], server: grant.api, path: '/installation/token', headers }),
      ...('organization' in grant.installation ? [whose('orgs'), whose('users')] : []),
    ];
  }
  if (grant.type !== 'googleWorkload') return [];
  return [
    post('https://iamcredentials.googleapis.com', [], '/v1/projects/-/serviceAccounts/{account}'),
    post('https://sts.googleapis.com', [], '/v1/token'),
  ];
};

/** What every call carries besides, so that the source knows who calls. */
export const credentialParts = ({
  schemes,
}: Authentication): { readonly headers: readonly string[]; readonly query: readonly string[] } => {
  const all = Object.values(schemes);
  const keys = all.filter((scheme) => scheme.kind === 'key');
  return {
    headers: [
      ...keys
        .filter((key) => key.in !== 'query')
        .map((key) => (key.in === 'cookie' ? 'cookie' : key.name.toLowerCase())),
      ...all.flatMap((scheme) =>
        scheme.kind === 'token' && scheme.send !== 'bearer' ? scheme.send.header.toLowerCase() : [],
      ),
      ...(all.some(({ kind }) => kind === 'awsSignature')
        ? ['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']
        : []),
    ],
    query: keys.filter((key) => key.in === 'query').map(({ name }) => name),
  };
};
