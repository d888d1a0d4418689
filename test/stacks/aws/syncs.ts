import type { SyncConfig } from '../../../config/config.ts';
import type { SyncDestination } from '../../../config/sync-config.ts';
import type { DestinationRequirements } from '../../../connectors/destination.ts';

/** A server that users authenticate at, and what its tokens are for. */
export const login: NonNullable<SyncConfig['signIn']> = {
  servers: [
    {
      name: 'login',
      issuer: 'https://login.acme.example/',
      audience: 'sallyport-sign-in',
      subject: 'bi-login',
      claims: {},
    },
  ],
  audience: 'https://bi.acme.example',
  lifetimeSeconds: 120,
  keyDays: 90,
  facts: 'kept',
  maximumAgeMinutes: 1_440,
  claims: { key: 'sub', email: null, payload: 'payload' },
};

type Destination = Partial<Pick<SyncDestination, 'destination' | 'via'> & DestinationRequirements>;

/** A sync of the users of source `people` to the destination of `testConnector`, which requires exactly what its options say. */
export const sync = ({ to = {}, ...rest }: Partial<Omit<SyncConfig, 'to'>> & { to?: Destination } = {}): SyncConfig => {
  const { destination = 'test', via, ...requirements } = to;
  return {
    from: 'people',
    users: { type: 'person', key: 'user.email' },
    to: {
      destination,
      ...(via && { via }),
      options: {
        hosts: ['bi.acme.example:8443'],
        secret: [{ name: 'apiToken', description: 'Who writes', required: true }],
        ...requirements,
      },
    },
    map: { user: { email: '${user.email}' } },
    grants: [],
    full: { cron: '0 4 * * 0', timeZone: 'UTC' },
    adopt: 'nothing',
    deleteAfterDays: 30,
    guard: { percent: 20, count: 100, sourcePercent: 50, groupPercent: 50, attributePercent: 50, few: 5 },
    rate: { concurrency: 4 },
    quarantine: { percent: 40, few: 10 },
    ...rest,
  };
};
