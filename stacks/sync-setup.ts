import { fieldsToEnter } from '../connectors/fields-to-enter.ts';
import type { CloudHost } from './form-text.ts';
import type { KnownSync } from './known-syncs.ts';

/** What the text about a sync is made from. */
export interface SyncSubject extends Pick<KnownSync, 'name' | 'sync' | 'requirements'> {
  readonly host: CloudHost;
  /** Where it is called. It may be a reference that the cloud resolves. */
  readonly url: string;
  /** The name of the sync's secret there. */
  readonly secretName: string;
}

/** What people must know of a sync that was deployed: who calls it where, and what its secret needs. The output `<sync>Setup`; empty if there is nothing. */
export const syncSetup = ({ name, sync, requirements, host, url, secretName }: SyncSubject): string =>
  [
    ...(sync.webhook ? [`The source's side calls POST ${url}/webhook, signed as Standard Webhooks says.`] : []),
    ...(sync.signIn
      ? [
          `Servers that users authenticate at call POST ${url}/token; the tokens' issuer is ${sync.signIn.issuer ?? url}, their keys are at ${url}/.well-known/jwks.json.`,
        ]
      : []),
    ...(requirements.secret.length > 0
      ? [
          `Secret ${secretName} needs: ${fieldsToEnter(requirements) || 'nothing'}. Enter it: sallyport secrets set ${name} --host ${host}`,
        ]
      : []),
  ].join(' ');
