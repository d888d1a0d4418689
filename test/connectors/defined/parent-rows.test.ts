import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StandIn, startStandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';

const definition = `
title: Teams
about: Teams and who is in them.
documentation: [https://teams.example/docs]
server: https://teams.example
authentication: { token: { about: A token., with: bearer } }
rateLimits: { about: None. }
paging: { link: next }
lists:
  teams:
    about: Teams.
    request: GET /teams
    rows: rows
    changes: { link: mark }
    items: [{ removed: gone, entity: { type: team, id: name } }]
  members:
    about: Members.
    for: teams
    request: GET /teams/{id}/members
    rows: rows
    items: [{ relationship: { from: { type: user, id: id }, to: parent } }]
`;

let rows: object[];
let asked: string[];
let standIn: StandIn;
beforeEach(async () => {
  asked = [];
  standIn = await startStandIn(({ path }) => {
    const [, , , ...rest] = path.split('/');
    if (rest.length === 0) return { status: 200, body: { rows, mark: '/teams?after=1' } };
    asked.push(decodeURIComponent(rest.join('/')));
    return { status: 200, body: { rows: [{ id: 'ada' }] } };
  });
});
afterEach(() => standIn.stop());

const source = (more: object = {}) =>
  connectorUnderTest({
    source: { connector: 'custom', definition: './teams.yaml', serve: ['import'], ...more },
    secret: { token: 'good' },
    origins: { 'teams.example': standIn.origin },
    files: { './teams.yaml': definition },
  });

describe('a row that other lists are read for', () => {
  test.each([
    ['an id whose last digits are lost', 2 ** 60],
    ['an id that is a list', ['a']],
    ['an id of a dot', '.'],
    ['an id of two dots', '..'],
    ['an id with half a letter', 'a\ud800'],
    ['an id that is too long', 'x'.repeat(3_000)],
  ])('must not have %s', async (_, id) => {
    rows = [
      { id: 1, name: 'a' },
      { id, name: 'b' },
      { id: 3, name: 'c' },
    ];
    await expect(source().read()).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining('row 2'),
    });
    const { items } = await source({ onInvalidRow: 'skip' }).read();
    expect(asked).toEqual(['1/members', '3/members']);
    expect(items.filter(({ kind }) => kind === 'log')).toEqual([
      { kind: 'log', level: 'alert', message: expect.stringContaining('teams: 1 row was left out') },
    ]);
  });

  test('is counted once if it is no entity either', async () => {
    rows = [{ id: ['a'], name: ['b'] }];
    const { items } = await source({ onInvalidRow: 'skip' }).read();
    expect(items).toEqual([{ kind: 'log', level: 'alert', message: expect.stringContaining('teams: 1 row') }]);
  });

  test.each(['a/b', 'a%2Fb', 'a b', 'ä☃', '...', 'a?b#c', 'a\\b', '{id}'])('may be called %s', async (id) => {
    rows = [{ id, name: 'a' }];
    await source().read();
    expect(asked).toEqual([`${id}/members`]);
    expect(standIn.requests.at(-1)!.path).toBe(`/teams.example/teams/${encodeURIComponent(id)}/members`);
  });

  test('is asked for no more when it is gone', async () => {
    rows = [{ id: 1, name: 'a' }];
    const tested = source();
    const { cursor } = await tested.import(undefined, { changes: true });
    asked = [];
    rows = [
      { id: 2, name: 'b' },
      { id: 1, name: 'a', gone: {} },
    ];
    const { items } = await tested.import(cursor);
    expect(items.flatMap(({ entity }) => entity?.['id'] ?? [])).toEqual(['b', 'a']);
    expect(asked).toEqual(['2/members']);
  });
});
