import { noAuthentication } from '../../connectors/authentication/authentication.ts';
import type { DefinedSource } from '../../connectors/defined/defined-source.ts';
import { serversOf } from '../../connectors/defined/servers-of.ts';
import type { FileOptions } from '../../connectors/file/options.ts';
import type { LdapOptions } from '../../connectors/ldap/options.ts';
import { localPlace } from '../../connectors/local-api.ts';
import type { ScimOptions } from '../../connectors/scim/options.ts';
import type { SqlOptions } from '../../connectors/sql/options.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import { apiCalls } from './allow/api-calls.ts';
import { destinationCalls } from './allow/destination-calls.ts';
import { httpRules } from './allow/http-rules.ts';
import { listCalls, scimCalls } from './allow/import-calls.ts';
import { fileRules, ldapRules, sqlRules } from './allow/other-rules.ts';
import { writtenRules } from './allow/written-rules.ts';

/** What is known of a source. */
export type AllowedSource = Pick<ConfiguredSource, 'authentication' | 'connector' | 'name' | 'source'>;

/** What is known of a sync. */
export type AllowedSync = Pick<ConfiguredSync, 'authentication' | 'destination' | 'name' | 'sync'>;

/**
 * The part of an `agent.yaml` that a source needs, or the destination of a sync, and nothing besides: for an engineer to review and copy.
 *
 * @param isLocal whether for this machine, where it may have another address
 */
export const allowText = (configured: AllowedSource | AllowedSync, isLocal: boolean): string => {
  const rules = rulesOf(configured, isLocal);
  const notes = [
    `What ${subjectOf(configured)} needs of an agent. Review it, and copy it below allow: of agent.yaml.`,
    ...(JSON.stringify(rules).includes('"addresses":["10.0.0.0/8"')
      ? ['addresses: nobody knows them here. Narrow them to the network that the host is in.']
      : []),
    ...(JSON.stringify(rules).includes('"folder"') ? ['folder: where the files are on the machine of the agent.'] : []),
    ...(JSON.stringify(rules).includes('"ca"')
      ? ['ca: where its certificate authorities are on the machine of the agent.']
      : []),
    'Credentials can stay in your network: add secret: { file: ./secrets/… } to a rule.',
  ];
  return `${notes.map((note) => `# ${note}\n`).join('')}${writtenRules(rules)}`;
};

const subjectOf = (configured: AllowedSource | AllowedSync): string =>
  'sync' in configured
    ? `the destination of the sync ${configured.name} (${configured.destination.title})`
    : `the source ${configured.name} (${configured.connector.title})`;

/**
 * The same as rules, for a machine where files are.
 *
 * @param at whether it is this machine, and the folder that files are below
 */
export const allowedRules = (
  configured: AllowedSource | AllowedSync,
  { isLocal, folder }: { readonly isLocal: boolean; readonly folder: string },
): readonly object[] =>
  JSON.parse(JSON.stringify(rulesOf(configured, isLocal)), (key, value) => (key === 'folder' ? folder : value));

const rulesOf = (configured: AllowedSource | AllowedSync, isLocal: boolean): readonly object[] =>
  'sync' in configured ? syncRules(configured, isLocal) : sourceRules(configured, isLocal);

const syncRules = ({ sync: { to }, authentication }: AllowedSync, isLocal: boolean): readonly object[] => {
  const proof = authentication(isLocal) ?? noAuthentication;
  return httpRules({
    // The schema of this very destination has checked the options.
    calls: destinationCalls[to.destination]!(to.options as never, isLocal),
    authentication: proof,
    privateAddresses: proof.privateAddresses,
  });
};

const sourceRules = ({ connector, source, authentication }: AllowedSource, isLocal: boolean): readonly object[] => {
  const { options } = source;
  switch (connector.name) {
    case 'sql':
      return sqlRules(options as SqlOptions);
    case 'ldap':
      return ldapRules(options as LdapOptions);
    case 'file':
      return fileRules(options as FileOptions);
  }
  const api = source.serve.includes('proxy') ? connector.proxy?.(options, { local: isLocal }) : undefined;
  const proof = authentication(isLocal) ?? noAuthentication;
  return httpRules({
    calls: [...(api ? apiCalls(api) : []), ...importCalls(source, isLocal)],
    authentication: proof,
    privateAddresses: [...new Set([...(api?.privateAddresses ?? []), ...proof.privateAddresses])],
  });
};

const importCalls = ({ connector, serve, options }: AllowedSource['source'], isLocal: boolean) => {
  if (!serve.includes('import')) return [];
  if (connector === 'scim') return scimCalls(options as ScimOptions);
  const defined = options as unknown as DefinedSource;
  const { lists } = defined.plan;
  if (!isLocal || defined.localServer === undefined) return listCalls(lists);
  const place = localPlace(serversOf(defined), defined.localServer);
  return listCalls(
    lists.map((list) => ({ ...list, request: { ...list.request, server: place(list.request.server) } })),
  );
};
