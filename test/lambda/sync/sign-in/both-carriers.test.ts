import { afterEach, expect, test } from 'vitest';
import { compileMapping } from '../../../../lambda/sync/mapping/compile-mapping.ts';
import { isProblem } from '../../../../lambda/sync/mapping/mapped-user.ts';
import { askToken, claimsTextOf, signIn, syncConfig, syncWorld } from '../create-sync-world.ts';
import { dashboardWorld, signal, stopDashboards } from '../destinations/panintelligence/dashboard-world.ts';

// The real map, the real destination, and the dashboard that hears what is pushed.

afterEach(stopDashboards);

const sync = {
  ...syncConfig,
  users: { type: 'person', key: 'user.email' },
  map: {
    user: { email: '${user.email}', forenames: '${user.givenName}', userTypeId: '${user.level}' },
    variables: [{ name: 'office', value: '${user.office} & "more" \u2028' }],
  },
  grants: [{ group: 'BI *', give: { userRoles: [{ name: '${group.name}' }] } }],
};

const given = {
  user: {
    id: '4711',
    name: 'Zoë \u{1f469}‍\u{1f52c}',
    attributes: { email: 'zoe@acme.example', givenName: 'Zoë', level: 3, office: 'Łódź' },
  },
  groups: [
    { id: '2', name: 'BI Viewers' },
    { id: '1', name: 'BI Admins' },
    { id: '3', name: 'Kitchen' },
  ],
};

test('push and sign-in deliver the same bytes, whether facts are kept or given', async () => {
  const { dashboard, destination, clock } = await dashboardWorld({}, { others: 'replace' });
  const mapping = compileMapping(sync);
  const groups = given.groups.map((group) => ({ ...group, type: 'team' }));
  const { attributes, id, name } = given.user;
  const mapped = mapping.map({ ...attributes, id, name, type: 'person' }, groups);
  if (!mapped || isProblem(mapped)) throw new Error('the user was not mapped');
  const [changed] = await destination.change([{ kind: 'create', ...mapped }], signal);
  const pushed = dashboard.requests.find(({ path }) => path.endsWith('/users/sync'))!.body;
  expect(pushed).toContain('"userRoles":[{"name":"BI Admins"},{"name":"BI Viewers"}]');
  if (changed?.outcome !== 'done') throw new Error('the user was not delivered');

  const kept = syncWorld({ sync });
  kept.people.set(mapped.key, { payload: changed.payload!, at: clock.now });
  kept.clock.now = clock.now;
  const asGiven = syncWorld({
    sync: { ...sync, signIn: { ...signIn, facts: 'given' } },
    mapping,
    payloadOf: (key, document) => destination.payload(key, document),
  });
  const answers = [await askToken(kept, { user: mapped.key }), await askToken(asGiven, given)];
  for (const { body } of answers) {
    const [, carried] = claimsTextOf(body.token).split(`,${JSON.stringify(signIn.claims.payload)}:`);
    expect(Buffer.from(carried!)).toEqual(Buffer.from(`${pushed}}`));
  }
});
