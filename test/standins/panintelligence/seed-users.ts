import type { Organisation } from '../organisation.ts';
import type { DashboardDirectory } from './dashboard-directory.ts';

/** Makes users of the people of an organisation, who are below their managers. */
export const seedUsers = (directory: DashboardDirectory, { people }: Organisation): void => {
  const present = people.filter(({ status }) => status !== 'deleted');
  const isThere = new Set(present.map(({ number }) => number));
  const above = (manager: number | undefined): boolean => manager !== undefined && isThere.has(manager);
  for (const { number, mail, givenName, familyName, status } of present) {
    const code = mail.split('@')[0]!;
    directory.put(number + 1, {
      usercode: code,
      forenames: givenName,
      surname: familyName,
      email: number % 9 === 0 ? null : mail,
      userTypeId: number % 5,
      clientEnabled: status === 'active',
      superAdmin: number === 1,
      orgAdmin: number % 40 === 0,
      allowPasswordLogin: true,
      requireMfa: number % 2 === 0,
      editUsers: number === 1,
      editRoles: number === 1,
    });
  }
  // Whoever is above may have come later.
  for (const { number, manager } of present) {
    if (!above(manager)) continue;
    const own = [...directory.users.values()].find(({ id }) => id === number + 1)!;
    const { parentIdentifier: _, ...user } = own.payload.user;
    directory.put(own.id, { ...user, parentId: manager! + 1 });
  }
};
