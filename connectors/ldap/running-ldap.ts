import { abortable } from '../abortable.ts';
import type { RunningConnector } from '../connector.ts';
import type { LdapOptions } from './options.ts';

/** What of the connector `ldap` runs in the handler. */
export const runningLdap: RunningConnector<LdapOptions> = {
  import: (options, context) =>
    abortable(context.signal, async function* (signal) {
      // Loaded only where it is needed: a source that has no directory starts without it.
      const { readDirectory } = await import('./read/read-directory.ts');
      yield* readDirectory(options, context, signal);
    }),
};
