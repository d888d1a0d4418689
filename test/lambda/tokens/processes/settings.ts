import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';

/** Of the gateway that all processes belong to. */
export const gateway = 'acme';
export const source = 'tickets';

/** How a process is started. */
export interface Settings {
  /** Where its secret, its key and its state are. */
  readonly directory: string;
  readonly issuer: string;
  readonly grant: 'clientCredentials' | 'authorizationCode';
  /** Milliseconds that its clock is ahead of time: what others left behind has ended then. */
  readonly clockAhead: number;
  /** Where it kills itself. */
  readonly dies: 'never' | 'before-request' | 'before-write' | 'after-write';
}

/** Tells a process to get credentials for so many callers at once. */
export interface Request {
  readonly callers: number;
}

/** All different credentials that the callers of a process got. */
export interface Told {
  readonly different: readonly string[];
}

/** The scheme that all processes work with. */
export const scheme = ({ issuer, grant }: Pick<Settings, 'issuer' | 'grant'>): TokenScheme => ({
  kind: 'token',
  prefix: '',
  grant: { type: grant },
  client: { method: 'client_secret_basic' },
  endpoints: { discovery: `${issuer}/.well-known/openid-configuration`, hosts: [] },
  scopes: grant === 'authorizationCode' ? ['openid', 'offline_access'] : ['read'],
  parameters: grant === 'authorizationCode' ? { prompt: 'consent' } : {},
  send: 'bearer',
});
