import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../connectors/item.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';
import { badgesDefinition, company, startBadges } from './support/badges.ts';

const definition = badgesDefinition
  .replace('paging: none', 'paging: { link: next }')
  .replace('    request: GET /holders\n', '    request: GET /holders\n    changes: { since: { changed: "{since}" } }\n')
  .replace(
    '    request: GET /teams\n',
    '    request: GET /teams\n    changes: { link: mark, request: GET /teams/changes, query: { at: now } }\n',
  )
  .replace(
    '- entity: { type: team, id: key, name: name }',
    '- removed: gone\n        entity: { type: team, id: key, name: name }',
  );

let badges: StandIn;
beforeAll(async () => {
  badges = await startBadges('link');
});
afterAll(() => badges.stop());

const source = () =>
  connectorUnderTest({
    source: { connector: 'custom', definition: './badges.yaml', settings: { domain: 'badges.example.com' } },
    secret: { token: 'good' },
    origins: { 'badges.example.com': badges.origin },
    files: { './badges.yaml': definition },
  });

/** What a mark holds, which a vendor can not see. */
const marksIn = (tested: ReturnType<typeof source>, cursor: Json | undefined): Promise<unknown> => {
  expect(cursor).toEqual({ changes: expect.any(String) });
  return tested.openCursor((cursor as { changes: Json }).changes);
};

describe('an import of changes', () => {
  test('gives no mark to a vendor that does not ask', async () => {
    const { cursor, items } = await source().import();
    expect(items.filter(({ entity }) => entity?.['type'] === 'user')).toHaveLength(company.people.length);
    expect(cursor).toBeUndefined();
  });

  test('gives what has changed since the mark, what is gone, and the next mark', async () => {
    const tested = source();
    const whole = await tested.import(undefined, { changes: true });
    expect(whole.items.filter(({ entity }) => entity?.['type'] === 'user')).toHaveLength(company.people.length);
    const marks = { holders: { since: expect.any(Number) }, teams: { link: '/api/teams/changes?mark=1' } };
    expect(await marksIn(tested, whole.cursor)).toMatchObject({ position: { changes: marks } });

    const { items, cursor, error } = await tested.import(whole.cursor);
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity?.['type'] === 'user')).toHaveLength(2);
    const teams = items.flatMap(({ entity }) => (entity?.['type'] === 'team' ? [entity] : []));
    expect(teams).toStrictEqual([
      { id: 't/1', type: 'team', name: 'New name' },
      { id: 't/3', type: 'team', name: 't/3', attributeAssignments: { removed: { boolean: true } } },
    ]);
    // Of the lists that are read for rows, those of the changed rows.
    const [first] = company.groups;
    const members = items.flatMap(({ relationship }) =>
      relationship?.['toEntityId'] === 't/1' ? [relationship['fromEntityId']] : [],
    );
    expect(members).toHaveLength(first!.members.length + first!.groups.length);
    expect(await marksIn(tested, cursor)).toMatchObject({
      position: { changes: { teams: { link: '/api/teams/changes?mark=2' } } },
    });

    const nothing = await tested.import(cursor);
    expect(nothing.items.filter(({ entity }) => entity?.['type'] === 'team')).toStrictEqual([]);
  });

  test.each([
    ['another list', { teams: { link: '/api/holders' } }],
    ['another host', { teams: { link: 'https://evil.example/api/teams/changes?mark=1' } }],
  ])('refuses a mark that leads to %s', async (_, changes) => {
    const tested = source();
    const { cursor } = await tested.import(undefined, { changes: 'true' });
    const { options } = (await marksIn(tested, cursor)) as { options: string };
    const forged = { changes: await tested.sealCursor({ options, position: { changes } }) };
    expect((await tested.import(forged)).error).toBe('invalid_argument');
  });
});
