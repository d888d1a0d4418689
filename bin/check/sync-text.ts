import type { Config } from '../../config/config.ts';
import type { SyncConfig, Template } from '../../config/sync-config.ts';
import { fieldsToEnter } from '../../connectors/fields-to-enter.ts';
import { type KnownSync, knownSyncs } from '../../stacks/known-syncs.ts';
import { syncIn } from '../configured-sync.ts';
import { table } from '../terminal/table.ts';

/** What a sync is, and what of users leaves by it. */
export interface SyncSummary {
  readonly from: string;
  readonly to: string;
  /** Hosts that users are sent to. */
  readonly hosts: readonly string[];
  readonly via?: 'relay' | undefined;
  /** What of a user is sent, by its path in what the destination gets; lists as a whole. */
  readonly sends: readonly string[];
  readonly when: string;
  /** Fields to enter into its secret. */
  readonly secret: string;
}

/** The syncs of a configuration, each in short. */
export const syncSummaries = (config: Config, file: string): Readonly<Record<string, SyncSummary>> =>
  Object.fromEntries(knownSyncs(config).map((known) => [known.name, summaryOf(config, file, known)]));

const summaryOf = (config: Config, file: string, { name, sync, requirements }: KnownSync): SyncSummary => {
  const { destination } = syncIn(config, file, name);
  return {
    from: sync.from,
    to: destination.name,
    hosts: destination.requires(sync.to.options).hosts,
    ...(sync.to.via && { via: sync.to.via }),
    sends: sentFields(sync),
    when: whenOf(sync),
    secret: fieldsToEnter(requirements),
  };
};

/**
 * The paths of everything that a sync sends of a user, beside the key.
 *
 * @example sentFields({ map: { user: { email: '${user.email}' } }, grants: [] }) // ['user.email']
 */
export const sentFields = ({ map, grants }: Pick<SyncConfig, 'map' | 'grants'>): readonly string[] => [
  ...new Set([
    ...Object.entries(map).flatMap(([name, template]) => leaves(template, name)),
    ...grants.flatMap(({ give }) => Object.keys(give)),
  ]),
];

const leaves = (template: Template, path: string): readonly string[] => {
  if (typeof template !== 'object' || template === null || Array.isArray(template)) return [path];
  return Object.entries(template).flatMap(([name, inner]) => leaves(inner as Template, `${path}.${name}`));
};

const whenOf = ({ schedule, webhook, signIn }: SyncConfig): string =>
  [
    ...(schedule ? [`${schedule.cron} (${schedule.timeZone})`] : []),
    ...(webhook ? ['webhook'] : []),
    ...(signIn ? ['sign-in'] : []),
  ].join(', ') || 'on command';

/** The same for people; nothing if there are no syncs. */
export const syncText = (config: Config, file: string): readonly string[] => {
  const rows = Object.entries(syncSummaries(config, file)).map(
    ([name, { from, to, hosts, via, sends, when, secret }]) => [
      name,
      from,
      to,
      `${via ? 'by agents: ' : ''}${hosts.join(', ')}`,
      sends.join(', '),
      when,
      secret || '-',
    ],
  );
  const titles = ['sync', 'users of', 'go to', 'at', 'with', 'when', 'secret'];
  return rows.length === 0
    ? []
    : [
        '',
        table(
          titles.map((title) => ({ title })),
          rows,
        ),
      ];
};
