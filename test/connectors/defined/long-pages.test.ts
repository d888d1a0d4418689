import { afterEach, beforeEach, expect, test } from 'vitest';
import { Refusal, type StandIn, startStandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';

const definition = `
title: Long pages
about: Groups, all of them in one answer.
documentation: [https://groups.example/docs]
server: https://groups.example
authentication: { token: { about: A token., with: bearer } }
rateLimits: { about: None. }
lists:
  groups:
    about: Groups.
    request: GET /groups
    items: [{ entity: { type: group, id: id } }]
  members:
    about: Members.
    for: groups
    request: GET /groups/{id}/members
    items: [{ relationship: { from: { type: user, id: id }, to: parent } }]
  owners:
    about: Owners.
    for: groups
    request: GET /groups/{id}/owners
    items: [{ relationship: { from: parent, to: { type: user, id: id } } }]
`;

/** Ids so long that the rows of one page are far more than a request of the vendor may hold. */
const ids = Array.from({ length: 130 }, (_, index) => `${index}-${'x'.repeat(1_990)}`);
/** The largest request that the gate takes. */
const requestLimit = 1_048_576;

let groups: string[];
let standIn: StandIn;
beforeEach(async () => {
  groups = [...ids];
  standIn = await startStandIn(({ path }) => {
    const [, , , id, list] = path.split('/');
    if (id === undefined) return { status: 200, body: groups.map((each) => ({ id: each })) };
    if (!groups.includes(id)) throw new Refusal(404, {});
    return { status: 200, body: [{ id: `${list} of ${id.split('-', 1)[0]}` }] };
  });
});
afterEach(() => standIn.stop());

const source = () =>
  connectorUnderTest({
    source: { connector: 'custom', definition: './groups.yaml', serve: ['import'] },
    secret: { token: 'good' },
    origins: { 'groups.example': standIn.origin },
    files: { './groups.yaml': definition },
  });

test('an import of a long page goes on wherever it is broken off', async () => {
  const whole = await source().read();
  expect(whole.items).toHaveLength(3 * ids.length);
  const { items, pages } = await source().readInPages((batch) => batch % 40 === 0);
  expect(items).toStrictEqual(whole.items);
  expect(pages).toBeGreaterThan(5);
});

test('its cursors fit into a request', async () => {
  const tested = source();
  const cursor = await tested.firstCursor();
  expect(JSON.stringify(cursor).length).toBeLessThan(requestLimit / 2);
  const { error, items } = await tested.import(cursor);
  expect(error).toBeUndefined();
  expect(items).toHaveLength(2 * ids.length);
});

test('it begins again if the row is gone at which it would go on', async () => {
  const tested = source();
  const cursor = await tested.firstCursor();
  const { position } = (await tested.openCursor(cursor)) as { position: { rows: object[]; further: object } };
  groups.splice(position.rows.length, 1);
  const { error } = await tested.import(cursor);
  expect(error).toBe('aborted');
});
