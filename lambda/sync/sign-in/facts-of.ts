import type { SyncConfig, SyncSignIn } from '../../../config/sync-config.ts';
import type { RunningDestination } from '../destinations/running-destination.ts';
import { isProblem, type Mapping, type SourceGroup, type SourceUser } from '../mapping/mapped-user.ts';
import { SyncRefused } from '../routes/sync-refused.ts';
import type { KeptPayload } from '../state/kept-payloads.ts';
import { type GivenEntity, keyIn, userIn } from './asked-user.ts';
import { emailOf } from './email-of.ts';
import type { TokenFacts } from './mint-token.ts';

/** What is to be said of the user whom a body asks for. Throws SyncRefused, and what the source of its facts throws. */
export type FactsOf = (body: Uint8Array) => Promise<TokenFacts>;

/** What the last run computed of a user, by the key; `undefined` of who is not to be at the destination. */
export type KeptPeople = (key: string) => Promise<KeptPayload | undefined>;

const minute = 60_000;

/** Tells what the last run computed (`facts: kept`). */
export const keptFacts =
  (people: KeptPeople, { maximumAgeMinutes }: SyncSignIn, now: () => number): FactsOf =>
  async (body) => {
    const key = keyIn(body);
    const kept = await people(key);
    if (!kept) throw unknown();
    const age = now() - kept.at;
    if (age > maximumAgeMinutes * minute) throw stale(Math.floor(age / minute), maximumAgeMinutes);
    return { key, email: kept.email, payload: kept.payload };
  };

/** What tells of a user whom the server sends. */
export interface GivenFactsOptions {
  readonly sync: Pick<SyncConfig, 'users' | 'groups'>;
  readonly mapping: Mapping;
  /** Of the destination. */
  payloadOf: RunningDestination['payload'];
}

/** Maps what the server says of a user, now (`facts: given`). */
export const givenFacts =
  ({ sync: { users, groups }, mapping, payloadOf }: GivenFactsOptions): FactsOf =>
  async (body) => {
    const given = userIn(body, groups !== undefined);
    const mapped = mapping.map(asSource(given.user, users.type), sourceGroups(given.groups, groups?.type));
    if (!mapped) throw unknown();
    if (isProblem(mapped)) throw unmapped(mapped.at);
    const { key, document } = mapped;
    return { key, email: emailOf(document), payload: payloadOf(key, document) };
  };

const sourceGroups = (given: ReturnType<typeof userIn>['groups'] = [], type = ''): readonly SourceGroup[] =>
  given.map(({ membership, ...group }) => ({ ...asSource(group, type), ...(membership && { membership }) }));

/** As the source itself would give it: no attribute takes the place of id, name or type. */
const asSource = ({ id, name, attributes }: GivenEntity, type: string): SourceUser => ({
  ...attributes,
  id,
  name,
  type,
});

const unknown = () =>
  new SyncRefused(
    'user-unknown',
    'This user is not to be at the destination: compare the key, and run the sync if the user is new.',
  );

const stale = (age: number, most: number) =>
  new SyncRefused(
    'facts-stale',
    `What is known of this user is ${age} minutes old, and may be ${most}: see why the sync has not finished a run since (sallyport sync status), or run it.`,
  );

const unmapped = (at: string) =>
  new SyncRefused(
    'mapping-problem',
    `The map gives nothing for this user at ${at}: send the attributes that it asks for.`,
  );
