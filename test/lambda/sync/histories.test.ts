import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncConfig } from '../../../config/sync-config.ts';
import type { RunKind } from '../../../lambda/sync/sync-run.ts';
import { type SourcePerson, type SyncWorld, signIn, syncConfig, syncWorld } from './support/sync-world.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 60);
const day = 86_400_000;
const logins = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gus'] as const;

/** Something that happens. */
type Step =
  | { readonly kind: 'source'; readonly people: readonly SourcePerson[] }
  | {
      readonly kind: 'run';
      readonly run: RunKind;
      readonly steps: number | undefined;
      readonly cut: 'dies' | 'aborted' | 'overtaken';
    }
  /** Somebody has looked at the plan that waits. */
  | { readonly kind: 'approval' }
  | { readonly kind: 'map'; readonly map: SyncConfig['map'] }
  | { readonly kind: 'time'; readonly days: number }
  | { readonly kind: 'refusal'; readonly key: string; readonly code: 'refused' | 'failed' | undefined }
  | { readonly kind: 'drift'; readonly key: string; readonly what: 'disabled' | 'deleted' | 'changed' };

const person = fc.record({
  key: fc.constantFrom(...logins),
  office: fc.constantFrom('Ghent', 'Bruges', 'Mons'),
  teams: fc.subarray(['red', 'green', 'blue']),
});
const people = fc
  .uniqueArray(person, { selector: ({ key }) => key, maxLength: logins.length })
  .map((all) => all.map((each): SourcePerson => ({ id: `p-${each.key}`, ...each })));

const maps: readonly SyncConfig['map'][] = [{ office: '${user.office}' }, { office: '${user.office}', site: 'east' }];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: people.map((all): Step => ({ kind: 'source', people: all })) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      run: fc.constantFrom<RunKind>('changed', 'changed', 'full', 'retry', 'plan', 'full-plan'),
      steps: fc.option(fc.nat(60), { nil: undefined }),
      cut: fc.constantFrom('dies' as const, 'aborted' as const, 'overtaken' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'approval' }) },
  { weight: 1, arbitrary: fc.constantFrom(...maps).map((map): Step => ({ kind: 'map', map })) },
  { weight: 2, arbitrary: fc.constantFrom(0.5, 2, 31).map((days): Step => ({ kind: 'time', days })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('refusal' as const),
      key: fc.constantFrom(...logins),
      code: fc.constantFrom('refused' as const, 'failed' as const, undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('drift' as const),
      key: fc.constantFrom(...logins),
      what: fc.constantFrom('disabled' as const, 'deleted' as const, 'changed' as const),
    }),
  },
);

const history = fc.record({
  foreign: fc.subarray([...logins, 'zoe'], { maxLength: 3 }),
  hasGroups: fc.boolean(),
  adopt: fc.constantFrom('nothing' as const, 'matching' as const),
  guard: fc.constantFrom(
    syncConfig().guard,
    { percent: 30, count: 3, sourcePercent: 50, groupPercent: 50, attributePercent: 50, few: 2 },
    { percent: 100, count: 1, sourcePercent: 0, groupPercent: 0, attributePercent: 0, few: 100 },
  ),
  quarantine: fc.constantFrom(syncConfig().quarantine, { percent: 50, few: 1 }),
  steps: fc.array(step, { maxLength: 14 }),
});

/** Who is at the source no more gets no token, whatever the destination says. */
const expectNoTokens = async (world: SyncWorld): Promise<void> => {
  const sync = world.process();
  for (const key of logins)
    if (!world.people.some((person) => person.key === key)) expect(await sync.payload(key), key).toBeUndefined();
};

const approval = async (world: SyncWorld): Promise<void> => {
  const { state } = world.process();
  const plan = await state.plan();
  if (plan) await state.approve({ plan: plan.id, by: 'somebody', at: world.now() });
};

const approved = async (world: SyncWorld, kind: RunKind, record: unknown): Promise<void> => {
  expect(record).toMatchObject({ outcome: 'tripped', plan: expect.any(String) });
  const { plan } = record as { readonly plan: string };
  expect(await world.process().state.approve({ plan, by: 'somebody', at: world.now() })).toBe(true);
  expect(await world.run(kind)).toMatchObject({ outcome: 'done' });
};

const foreignDocument = { office: 'elsewhere', hobby: 'chess' };

const drift = ({ place }: SyncWorld, key: string, what: 'disabled' | 'deleted' | 'changed'): void => {
  const user = place.users.get(key);
  if (!user) return;
  if (what === 'disabled') user.isActive = false;
  if (what === 'changed') user.document = { ...user.document, office: 'drifted' };
  if (what === 'deleted') {
    place.users.delete(key);
    for (const members of place.groups.values()) members.delete(user.id);
  }
};

describe('whatever happens on the way', () => {
  it('the destination ends as the map of the last source, and nobody else was touched', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ foreign, hasGroups, adopt, guard, quarantine, steps }) => {
        const world = syncWorld(syncConfig({ adopt, guard, quarantine, signIn }), { hasGroups });
        for (const key of foreign)
          world.place.users.set(key, { id: `foreign-${key}`, isActive: true, document: foreignDocument });
        const isForeign = (key: string) => foreign.includes(key as never);

        for (const each of steps) {
          if (each.kind === 'source') world.people = each.people;
          else if (each.kind === 'time') world.pass(each.days * day);
          else if (each.kind === 'refusal') {
            if (each.code) world.place.refused.set(each.key, each.code);
            else world.place.refused.delete(each.key);
          } else if (each.kind === 'drift') {
            if (!isForeign(each.key)) drift(world, each.key, each.what);
          } else if (each.kind === 'map') world.configure({ map: each.map });
          else if (each.kind === 'approval') await approval(world);
          else {
            const record = await world.run(each.run, each.steps, each.cut);
            if (Object(record).outcome === 'done') await expectNoTokens(world);
            // Whoever was cut off holds the lease for a while.
            world.pass(10 * 60_000);
          }
        }
        world.place.refused.clear();
        const everybody = world.people;
        for (let last = 0; last < 2; last++) {
          for (const kind of ['full', 'retry'] as const) {
            const record = await world.run(kind);
            // What the guard stops is believed once somebody has looked.
            if (Object(record).outcome === 'done') continue;
            await approved(world, kind, record);
          }
        }

        for (const { key, office, teams } of everybody) {
          const user = world.place.users.get(key);
          if (isForeign(key) && adopt === 'nothing') continue;
          expect(user, key).toMatchObject({ isActive: true });
          expect(user?.document).toMatchObject(
            hasGroups ? { office } : { office, ...(teams.length > 0 && { groups: [...teams].sort() }) },
          );
          if (!hasGroups) continue;
          const joined = Array.from(world.place.groups)
            .filter(([, members]) => members.has(user!.id))
            .map(([name]) => name);
          expect(joined.sort()).toEqual([...teams].sort());
        }
        const wanted = new Set<string>(everybody.map(({ key }) => key));
        for (const [key, user] of world.place.users) {
          if (wanted.has(key)) continue;
          // Ours were let go; who was never adopted is as before.
          if (isForeign(key) && user.isActive)
            expect(user).toEqual({ id: `foreign-${key}`, isActive: true, document: foreignDocument });
          else expect(user.isActive, key).toBe(false);
        }
        if (adopt === 'nothing') {
          for (const key of foreign)
            expect(world.place.users.get(key)).toEqual({
              id: `foreign-${key}`,
              isActive: true,
              document: foreignDocument,
            });
        }
        await expectNoTokens(world);
        for (const { key } of everybody)
          if (!isForeign(key) || adopt === 'matching') expect(await world.process().payload(key), key).toBeDefined();
        // And the next run has nothing to do.
        const made = { ...world.place.made };
        expect(await world.run('changed')).toMatchObject({
          outcome: 'done',
          counts: { create: 0, update: 0, disable: 0, delete: 0 },
        });
        expect(world.place.made).toEqual(made);
      }),
      { numRuns: runs },
    );
  });
});
