import { expect, test } from 'vitest';
import { scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { scimAt, signal } from './scim-destination.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];

test('who is missing in a list that was cut off is looked for one by one', async () => {
  const service = scimInMemory({ or: true, page: 2 });
  for (const key of keys) service.addUser({ userName: key, externalId: key });
  // A service that does not say how much it sends at once.
  service.fault({ path: '/ServiceProviderConfig', is: 404 });
  const found = await scimAt(service.fetch).find(keys, signal);
  expect([...found.keys()].sort()).toEqual(keys);
});

test.each([1, 2, 3])('a group that the service refuses to look for is looked for in the list: call %i', async (nth) => {
  const service = scimInMemory({ or: false });
  const ids = ['red', 'blue'].map((name) => service.addGroup(name));
  const { groups } = scimAt(service.fetch);
  service.fault({ method: 'GET', path: '/Groups', nth, is: 400 });
  const found = await groups!.find(['red', 'blue'], signal);
  expect([found.get('red'), found.get('blue')]).toEqual(ids);
});
