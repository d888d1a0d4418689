import { randomUUID } from 'node:crypto';
import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import type { LookupAll } from '../../../../lambda/platform/guarded-lookup.ts';
import { nodeHttpClient } from '../../../../lambda/platform/node-http-client.ts';
import type { WorkloadIdentity } from '../../../../lambda/platform/workload-identity.ts';
import type { GrantContext } from '../../../../lambda/tokens/token-grant.ts';

/** A host that proves nothing. */
const nobody: WorkloadIdentity = {
  jwt: () => Promise.reject(new Error('this test has no identity')),
  aws: async () => undefined,
  google: async () => undefined,
};

const lookup: LookupAll = (_name, _options, callback) =>
  process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);

/** A context whose requests go out over real HTTP; every name is this machine. */
export const grantContext = (more: Partial<GrantContext> = {}): GrantContext => ({
  http: (certificate) => nodeHttpClient({ privateAddresses: ['127.0.0.0/8'], now: Date.now, lookup, certificate }),
  identity: nobody,
  now: Date.now,
  unique: randomUUID,
  ...more,
});

/** A scheme with what most have. */
export const tokenScheme = (more: Partial<TokenScheme>): TokenScheme => ({
  kind: 'token',
  prefix: '',
  grant: { type: 'clientCredentials' },
  client: { method: 'client_secret_basic' },
  endpoints: { hosts: [] },
  scopes: [],
  parameters: {},
  send: 'bearer',
  ...more,
});
