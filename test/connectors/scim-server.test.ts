import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scim } from '../../connectors/scim.ts';
import { importContext } from './support/import-context.ts';
import { errorOf, readAll, readInPages } from './support/read-all.ts';
import { sourceFetch } from './support/source-fetch.ts';

/** A SCIM service that others made: it knows the protocol, and nothing of us. */
const people = Array.from({ length: 45 }, (_, index) => ({
  id: `user-${index}`,
  userName: `person.${index}@acme.example`,
  displayName: `Person ${index}`,
  active: index % 3 !== 0,
  title: 'Analyst',
  emails: [{ value: `person.${index}@acme.example`, type: 'work', primary: true }],
  [SCIMMY.Schemas.EnterpriseUser.definition.id]: { department: `Department ${index % 4}` },
  meta: { created: new Date(Date.UTC(2024, 1, index + 1)), lastModified: new Date(Date.UTC(2024, 1, index + 1)) },
}));
const teams = Array.from({ length: 12 }, (_, index) => ({
  id: `team-${index}`,
  displayName: `Team ${index}`,
  members: people
    .filter((_, person) => person % 12 === index)
    .map(({ id, displayName }) => ({ value: id, display: displayName, type: 'User' })),
}));

/** All of them, or the one that is asked for. */
const find = <Thing extends { readonly id: string }>(
  things: readonly Thing[],
  id: string | undefined,
): Thing | Thing[] => {
  if (!id) return [...things];
  const found = things.find((thing) => thing.id === id);
  if (!found) throw new Error('there is none');
  return found;
};

let server: Server;
let baseUrl: string;

beforeAll(async () => {
  SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false)).egress(
    (resource: { id?: string }) => find(people, resource.id),
  );
  SCIMMY.Resources.declare(SCIMMY.Resources.Group).egress((resource: { id?: string }) => find(teams, resource.id));
  const handler = ({ headers }: express.Request): string => {
    if (headers.authorization !== 'Bearer good-token') throw new Error('who are you?');
    return 'gateway';
  };
  const app = express();
  // The routers turn startIndex and count into numbers in place, but express 5 parses the query anew each time it is looked at.
  app.use((request, _, next) => {
    Object.defineProperty(request, 'query', { value: request.query });
    next();
  });
  app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler }) as unknown as express.Router);
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}/scim`;
});

afterAll(() => void server.close());

const contextWith = (token: string) =>
  importContext({ fetchSource: sourceFetch({ kind: 'bearer', prefix: '' }, { token }) });
const context = contextWith('good-token');

describe('a SCIM server from a published package', () => {
  test('is read: users with their extension, groups and memberships', async () => {
    const items = await readAll(scim, { baseUrl }, context);
    expect(items).toHaveLength(45 + 12 + 45);
    expect(items[1]).toEqual({
      kind: 'entity',
      id: 'user-1',
      name: 'Person 1',
      type: 'user',
      attributes: {
        userName: { type: 'string', value: 'person.1@acme.example' },
        active: { type: 'boolean', value: true },
        email: { type: 'string', value: 'person.1@acme.example' },
        title: { type: 'string', value: 'Analyst' },
        department: { type: 'string', value: 'Department 1' },
      },
    });
    expect(items[45]).toEqual({ kind: 'entity', id: 'team-0', name: 'Team 0', type: 'group', attributes: {} });
    expect(items[57]).toEqual({
      kind: 'relationship',
      fromId: 'user-0',
      fromType: 'user',
      toId: 'team-0',
      toType: 'group',
      attributes: {},
    });
  });

  test('is read in pages, and on from any of them', async () => {
    const raw = { baseUrl, pageSize: 7 };
    const { items, pages } = await readInPages(scim, raw, context, () => true);
    expect(pages).toBe(7 + 2);
    const key = (item: unknown): string => JSON.stringify(item);
    expect(items.map(key).sort()).toEqual((await readAll(scim, { baseUrl }, context)).map(key).sort());
  });

  test.each(['attributes', 'excludedAttributes', 'none'])('is asked by %s', async (select) => {
    expect(await readAll(scim, { baseUrl, select }, context)).toHaveLength(102);
  });

  test('refuses a wrong token', async () => {
    expect(await errorOf(scim, { baseUrl }, contextWith('bad-token'))).toMatchObject({ code: 'credentials-refused' });
  });
});
