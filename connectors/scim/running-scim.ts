import { abortable } from '../abortable.ts';
import { localAuthentication } from '../authentication/local-authentication.ts';
import type { RunningConnector } from '../connector.ts';
import type { ScimOptions } from './options.ts';
import { ownAuthentication } from './own-authentication.ts';
import { readService } from './read-service.ts';

/** What of the connector `scim` runs in the handler. */
export const runningScim: RunningConnector<ScimOptions> = {
  authentication: (options, host) => {
    if (options.credentials === 'fields') return undefined;
    return host?.local
      ? localAuthentication(ownAuthentication(options), { server: options.baseUrl })
      : ownAuthentication(options);
  },
  import: (options, context) => abortable(context.signal, (signal) => readService(options, context, signal)),
};
