import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogDefinition } from '../../../connectors/catalog.ts';
import type { Item } from '../../../connectors/item.ts';
import { licenceRow, userRow } from '../../standins/graph/directory-rows.ts';
import { graphId } from '../../standins/graph/graph-id.ts';
import { tooManyRequests } from '../../standins/graph/graph-refusal.ts';
import { graphTenant } from '../../standins/graph/start-graph.ts';
import { type Microsoft, startMicrosoft } from '../../standins/graph/start-microsoft.ts';
import { channelId, channelRow, hasTeam } from '../../standins/graph/teams-rows.ts';
import { person } from '../../standins/organisation.ts';
import { connectorUnderTest, publicUrl } from './support/connector-under-test.ts';
import { everyEndpoint } from './support/every-endpoint.ts';
import { entityItem, inOrder, linkItem } from './support/expected-items.ts';
import { withDecoded } from './support/with-decoded.ts';

const definition = catalogDefinition('microsoft-365');
const { company, people } = graphTenant;
const version = '/graph.microsoft.com/v1.0';

let microsoft: Microsoft;
beforeAll(async () => {
  microsoft = await startMicrosoft(Object.keys(definition.permissions), { atMost: 11 });
});
afterAll(() => microsoft.stop());

const underTest = (
  source: Readonly<Record<string, unknown>> = {},
  way: keyof Microsoft['secrets'] = 'workloadIdentity',
) =>
  connectorUnderTest({
    source: {
      connector: 'microsoft-365',
      serve: ['import', 'proxy'],
      authentication: way,
      ...(source['serve'] ? {} : { endpoints: everyEndpoint('microsoft-365') }),
      ...microsoft.settings,
      ...source,
    },
    secret: microsoft.secrets[way],
    origins: microsoft.origins,
    platform: { identity: microsoft.identity, now: microsoft.now },
  });

const everybody = Array.from({ length: people }, (_, index) => person(index + 1));
const here = everybody.filter(({ status }) => status !== 'deleted');
const teams = company.groups.filter(hasTeam);

/** Names, addresses and ids of people, names of groups, telephone numbers, and what no definition names. */
const personal = new RegExp(
  [
    'CANARY',
    '@acme',
    '0a5e0000',
    '3225550100',
    ...everybody.map(({ familyName }) => familyName),
    ...company.groups.map(({ name }) => name),
  ].join('|'),
);
const leaks = (answer: unknown): boolean => personal.test(withDecoded(answer));

interface Page {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

describe('by proxy', () => {
  let source: ReturnType<typeof underTest>;
  const page = async (target: string): Promise<Page> => (await source.json(target)) as Page;
  /** A user as the vendor knows them. */
  let user: string;
  beforeAll(async () => {
    source = underTest();
    user = (await page('/users?$top=1&$select=id')).value[0]!['id'] as string;
  });
  const team = graphId('group', 1);
  const channel = channelId(1, 2);
  const days = 'startDateTime=2026-10-05T00:00:00Z&endDateTime=2026-11-05T00:00:00Z';
  const json = '$format=application/json';

  test.each([
    [
      'users',
      () =>
        '/users?$top=2&$select=id,userPrincipalName,mail,employeeId,accountEnabled,userType,department,country,createdDateTime,assignedLicenses',
    ],
    ['mailbox-settings', () => `/users/${user}/mailboxSettings`],
    ['mail-folders', () => `/users/${user}/mailFolders`],
    ['messages', () => `/users/${user}/messages?$top=2`],
    [
      'sent-messages',
      () => `/users/${user}/mailFolders/sentitems/messages?$top=1&$filter=receivedDateTime+ge+2026-10-01T00:00:00Z`,
    ],
    [
      'messages-delta',
      () => `/users/${user}/mailFolders/inbox/messages/delta?$select=id,from,toRecipients,receivedDateTime`,
    ],
    ['calendars', () => `/users/${user}/calendars`],
    ['calendar-view', () => `/users/${user}/calendar/calendarView?${days}&$top=2`],
    ['teams', () => '/teams?$top=2'],
    ['team-members', () => `/teams/${team}/members?$top=2`],
    ['channels', () => `/teams/${team}/channels`],
    ['channel-messages', () => `/teams/${team}/channels/${channel}/messages?$top=4`],
    ['channel-messages-delta', () => `/teams/${team}/channels/${channel}/messages/delta`],
    ['replies', () => `/teams/${team}/channels/${channel}/messages/1793523660000/replies`],
    ['chat-messages', () => `/users/${user}/chats/getAllMessages?model=B&$top=1`],
    ['call-records', () => '/communications/callRecords?$filter=startDateTime+ge+2026-11-01T00:00:00Z'],
    ['call-participants', () => `/communications/callRecords/${graphId('call', 1)}/participants_v2`],
    ['call-sessions', () => `/communications/callRecords/${graphId('call', 2)}/sessions`],
    ['drive', () => `/users/${user}/drive`],
    ['drive-delta', () => `/users/${user}/drive/root/delta`],
    ['report-active-users', () => `/reports/getOffice365ActiveUserDetail(period='D7')?${json}&$top=1`],
    ['report-mail', () => `/reports/getEmailActivityUserDetail(period='D30')?${json}&$top=1`],
    ['report-teams', () => `/reports/getTeamsUserActivityUserDetail(period='D7')?${json}&$top=1`],
    ['report-onedrive', () => `/reports/getOneDriveActivityUserDetail(period='D7')?${json}&$top=1`],
    ['report-copilot', () => `/reports/getMicrosoft365CopilotUsageUserDetail(period='ALL')?${json}`],
    ['subscribed-skus', () => '/subscribedSkus'],
  ])('%s leaves as a reviewer can read it', async (name, target) => {
    const answer = await source.json(target());
    const { value } = answer as Partial<Page>;
    const short = value && value.length > 5 ? { ...(answer as object), value: value.slice(0, 5) } : answer;
    expect(leaks(answer)).toBe(false);
    await expect(`${JSON.stringify(short, null, 2)}\n`).toMatchFileSnapshot(`./treated/microsoft-365/${name}.json`);
  });

  const follow = async (
    target: string,
    init?: RequestInit,
  ): Promise<{ rows: unknown[]; pages: number; delta: string | undefined }> => {
    const rows: unknown[] = [];
    for (let next: string = target, pages = 1; ; pages++) {
      const answer = (await source.json(next, init)) as Page;
      rows.push(...answer.value);
      expect(leaks(answer)).toBe(false);
      const link: string | undefined = answer['@odata.nextLink'];
      if (link === undefined) return { rows, pages, delta: answer['@odata.deltaLink'] };
      expect(link.startsWith(publicUrl)).toBe(true);
      next = link.slice(publicUrl.length);
    }
  };

  test.each([
    ['messages, by their number', () => `/users/${user}/messages?$top=5`, 21, 5],
    ['appointments', () => `/users/${user}/calendar/calendarView?${days}&$top=5`, 12, 3],
    ['chats, by links that name the user otherwise', () => `/users/${user}/chats/getAllMessages?$top=2`, 5, 3],
    ['people in a team', () => `/teams/${team}/members`, company.groups[0]!.members.length, 2],
    ['a report of beta', () => `/reports/getEmailActivityUserDetail(period='D7')?${json}&$top=15`, people, 3],
  ])('pages of %s are followed through the gate to the end', async (_, target, rows, pages) => {
    const followed = await follow(target());
    expect(followed.rows).toHaveLength(rows);
    expect(new Set(followed.rows.map((row) => JSON.stringify(row))).size).toBe(rows);
    expect(followed.pages).toBe(pages);
  });

  test.each([
    ['messages of a folder', () => `/users/${user}/mailFolders/inbox/messages/delta`, 7, '"reason":"deleted"'],
    ['messages of a channel', () => `/teams/${team}/channels/${channel}/messages/delta`, 5, '"deletedDateTime":"2026'],
    ['files', () => `/users/${user}/drive/root/delta`, 5, '"@odata.deltaLink"'],
  ])('%s are followed to their delta link, and on', async (_, target, rows, changed) => {
    const init = { headers: { prefer: 'odata.maxpagesize=3' } };
    const { rows: all, pages, delta } = await follow(target(), init);
    expect(all).toHaveLength(rows);
    expect(pages).toBeGreaterThan(1);
    expect(delta).not.toContain('0a5e0000');
    const changes = await source.json(delta!.slice(publicUrl.length), init);
    expect(JSON.stringify(changes)).toContain(changed);
    expect(leaks(changes)).toBe(false);
  });

  test('a folder and a calendar are asked about by what stands for their ids', async () => {
    const { value: folders } = await page(`/users/${user}/mailFolders`);
    const { value } = await page(`/users/${user}/mailFolders/${folders[1]!['id']}/messages`);
    expect(value.map(({ parentFolderId }) => parentFolderId)).toStrictEqual(value.map(() => folders[1]!['id']));
    const { value: calendars } = await page(`/users/${user}/calendars`);
    const view = await page(`/users/${user}/calendars/${calendars[0]!['id']}/calendarView?${days}`);
    expect(view.value.length).toBeGreaterThan(1);
  });

  test('people are the same in mail, meetings, chats, calls, files and reports', async () => {
    const users = (await follow('/users?$top=999&$select=id,mail,userPrincipalName')).rows as Page['value'];
    const ids = new Set(users.map(({ id }) => id));
    const mails = new Set(users.map(({ mail }) => mail));
    const names = new Set(users.map(({ userPrincipalName }) => userPrincipalName));
    const texts = (answer: unknown, pattern: RegExp): readonly string[] =>
      Array.from(JSON.stringify(answer).matchAll(pattern), ([, text]) => text!);
    const known = (found: readonly string[], among: ReadonlySet<unknown>): number =>
      found.filter((each) => among.has(each)).length;

    const mail = texts(
      [await page(`/users/${user}/messages`), await page(`/users/${user}/calendar/calendarView?${days}`)],
      /"address":"([^"]+)"/g,
    );
    expect(known(mail, mails)).toBeGreaterThan(mail.length / 2);
    const acting = texts(
      [
        await page(`/users/${user}/chats/getAllMessages`),
        await page('/communications/callRecords'),
        await page(`/users/${user}/drive/root/delta`),
      ],
      /"user":\{"id":"([^"]+)"/g,
    );
    expect(acting.length).toBeGreaterThan(10);
    expect(known(acting, ids)).toBeGreaterThan(acting.length / 2);
    const { value: report } = await page(`/reports/getTeamsUserActivityUserDetail(period='D7')?${json}`);
    expect(report.some(({ userId, userPrincipalName }) => ids.has(userId) && names.has(userPrincipalName))).toBe(true);
  });

  test.each([
    [() => `/users/${user}/messages?$select=id,body`, 'query-value-refused'],
    [() => `/users/${user}/messages?$select=bodyPreview`, 'query-value-refused'],
    [() => `/users/${user}/messages?$search="salary"`, 'query-not-allowed'],
    [() => `/users/${user}/messages?$filter=contains(subject,'salary')`, 'query-value-refused'],
    [() => `/users/${user}/messages?$expand=attachments`, 'query-not-allowed'],
    [() => `/users/${user}/messages/AAMk`, 'path-not-allowed'],
    [() => `/users/${user}/mailFolders/in%20box/messages`, 'path-value-refused'],
    [() => `/users/${user}/calendar/calendarView?startDateTime=yesterday`, 'query-value-refused'],
    [() => `/users/${user}/drive/root/children`, 'path-not-allowed'],
    [() => `/users/${user}/drive/items/01ACME/content`, 'path-not-allowed'],
    [() => `/users/${user}/chats`, 'path-not-allowed'],
    [() => `/users/ada@acme.example/messages`, 'path-value-refused'],
    [() => `/teams/${team}/channels/General/messages`, 'path-value-refused'],
    [() => `/reports/getEmailActivityUserDetail(period='D8')`, 'path-value-refused'],
    [() => `/reports/getEmailActivityUserDetail(period='D7')?$format=text/csv`, 'query-value-refused'],
    [() => '/communications/callRecords?$filter=participants_v2/any()', 'query-value-refused'],
  ])('%s is refused, and Graph is not asked', async (target, code) => {
    const before = microsoft.graph.requests.length;
    expect(await (await source.call(target())).json()).toMatchObject({ code });
    expect(microsoft.graph.requests).toHaveLength(before);
  });

  test('a report that is a file on another host stays there', async () => {
    const answer = await source.call("/reports/getEmailActivityUserDetail(period='D7')");
    expect(await answer.json()).toMatchObject({ code: 'redirect-refused' });
  });

  test('what gives the app content is not served, nor is its permission asked for, unless it is named', async () => {
    const careful = underTest({ serve: ['proxy'] });
    const { permissions } = careful.document.source.options as { readonly permissions: object };
    expect(Object.keys(permissions).filter((name) => /^(Chat|ChannelMessage|Files)\./.test(name))).toStrictEqual([]);
    const answer = await careful.call('/users/me/drive');
    expect(answer.status).toBe(403);
  });

  test('of what is left out, no permission is asked for', () => {
    const { document } = underTest({
      serve: ['proxy'],
      endpoints: ['GET /teams', 'GET /users/{user}/chats/getAllMessages'],
    });
    expect(document.source.options).toMatchObject({
      permissions: { 'Team.ReadBasic.All': 'Teams.', 'Chat.Read.All': expect.any(String) },
    });
    expect(Object.keys((document.source.options as { permissions: object }).permissions)).toHaveLength(2);
  });
});

describe('by import', () => {
  const teamItems = (): readonly Item[] =>
    teams.flatMap(({ number, name, description, members }) => [
      entityItem('team', graphId('group', number), name, { description }),
      ...members.map((user, index) =>
        linkItem(['user', graphId('user', user)], ['team', graphId('group', number)], {
          role: index === 0 ? 'owner' : null,
          organization: graphId('application', 0xf000),
        }),
      ),
    ]);

  test('teams come with who is in them, and who owns them', async () => {
    const { items } = await underTest({ read: ['teams', 'team-members'] }).read();
    expect(inOrder(items)).toStrictEqual(inOrder(teamItems()));
  });

  test('channels come if they are asked for', async () => {
    const { items } = await underTest({ read: ['channels'] }).read();
    expect(inOrder(items)).toStrictEqual(
      inOrder(
        teams.flatMap(({ number }) =>
          [1, 2, 3].flatMap((each) => {
            const { displayName, membershipType, createdDateTime } = channelRow(number, each);
            const id = channelId(number, each);
            return [
              entityItem('channel', id, String(displayName), {
                kind: String(membershipType),
                createdAt: new Date(String(createdDateTime)),
              }),
              linkItem(['channel', id], ['team', graphId('group', number)]),
            ];
          }),
        ),
      ),
    );
  });

  test('users come with their licences, those who are deleted too', async () => {
    const { items } = await underTest({ read: ['users', 'deleted-users', 'licences'] }).read();
    const users = items.flatMap((item) => (item.kind === 'entity' && item.type === 'user' ? [item] : []));
    expect(users).toHaveLength(people);
    expect(users.filter(({ attributes }) => attributes?.['deleted'])).toHaveLength(people - here.length);
    const held = here.flatMap(({ number }) =>
      (userRow(number)['assignedLicenses'] as readonly { skuId: string }[]).map(
        ({ skuId }) => `${graphId('user', number)} ${skuId}`,
      ),
    );
    expect(
      items.flatMap((item) => (item.kind === 'relationship' ? [`${item.fromId} ${item.toId}`] : [])),
    ).toStrictEqual(held);
    expect(
      items.flatMap((item) => (item.kind === 'entity' && item.type === 'licence' ? [item.name] : [])),
    ).toStrictEqual([1, 2, 3].map((number) => licenceRow(number)['skuPartNumber']));
  });

  test('an import that is broken off after every batch is the same', async () => {
    const source = underTest();
    const whole = await source.read();
    const { items, pages } = await source.readInPages();
    expect(items).toStrictEqual(whole.items);
    expect(pages).toBeGreaterThan(8);
  });

  test('a vendor that asks for it gets only users who have changed, and who are gone', async () => {
    const source = underTest({ read: ['users'] });
    const whole = await source.import(undefined, { changes: true });
    const { items, error } = await source.import(whole.cursor);
    expect(error).toBeUndefined();
    expect(items.flatMap(({ entity }) => (entity ? [entity['id']] : []))).toStrictEqual([
      graphId('user', 2),
      graphId('user', 3),
    ]);
    expect(items.at(-1)?.entity?.['attributeAssignments']).toStrictEqual({ removed: { boolean: true } });
  });

  test('the vendor gets it by the protocol', async () => {
    const { items, error } = await underTest().import();
    expect(error).toBeUndefined();
    expect(items.filter(({ entity }) => entity?.['type'] === 'team')).toHaveLength(teams.length);
  });

  test('waits as long as Graph says, and goes on with a team that is gone', async () => {
    const [first, second] = teams;
    microsoft.graph.answerNext(tooManyRequests(9), `${version}/teams/${graphId('group', first!.number)}/members`);
    microsoft.graph.answerNext(
      { status: 404, body: {} },
      `${version}/teams/${graphId('group', second!.number)}/members`,
    );
    const { items, slept } = await underTest({ read: ['team-members'] }).read();
    expect(Math.max(...slept)).toBeGreaterThanOrEqual(9_000);
    const found = new Set(items.flatMap((item) => (item.kind === 'relationship' ? [item.toId] : [])));
    expect(found).toStrictEqual(
      new Set(
        teams
          .filter((team) => team !== second && team.members.length > 0)
          .map(({ number }) => graphId('group', number)),
      ),
    );
  });
});

describe('tokens', () => {
  test.each(['workloadIdentity', 'certificate', 'clientSecret'] as const)(
    'are obtained by %s, and renewed',
    async (way) => {
      const before = microsoft.entra.tokens.size;
      const source = underTest({}, way);
      await source.json('/teams');
      microsoft.pass(3_700);
      await source.json('/teams');
      expect(microsoft.entra.tokens.size).toBe(before + 2);
    },
  );

  test('without a permission Graph denies it, and nothing of that leaves', async () => {
    const poor = await startMicrosoft(['User.Read.All']);
    const source = connectorUnderTest({
      source: { connector: 'microsoft-365', serve: ['proxy'], ...poor.settings },
      origins: poor.origins,
      platform: { identity: poor.identity, now: poor.now },
    });
    await source.json('/users?$top=1');
    const answer = await source.call('/teams');
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('CANARY');
    await poor.stop();
  });
});
