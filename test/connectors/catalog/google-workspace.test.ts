import { describe, expect, test } from 'vitest';
import type { Resource } from '../../standins/google/directory-data.ts';
import { pseudonymOf } from './support/connector-under-test.ts';
import { collaboration, directory, googleWorkspace } from './support/google-workspace-source.ts';

const world = googleWorkspace();

/** Users whose mails, calendars and files there are. */
const [ada, bob] = Object.keys(collaboration.mailboxes) as [string, string];
const message = collaboration.mailboxes[ada]!.messages[0]!;
const file = collaboration.mailboxes[ada]!.files[0]!;
const group = directory.groups[1]!;
const fileId = pseudonymOf(String(file['id']));

/** What must not stand in any answer: content, names, addresses, and what only looks like a pseudonym. */
const personal = /CANARY|@|private\.|spouse|Finance|Legal|Sales|Staff|users\/|198\.51|2001:db8/;

const as = (user: string): RequestInit => ({
  headers: { 'sallyport-subject': user.startsWith('sp1r.') ? user : pseudonymOf(user) },
});

const reports = '/admin/reports/v1/activity/users/all/applications';
const filesQuery = new URLSearchParams({
  pageSize: '2',
  q: "modifiedTime > '2026-10-01T00:00:00Z'",
  fields:
    'nextPageToken,incompleteSearch,files(id,name,mimeType,createdTime,modifiedTime,viewedByMeTime,sharedWithMeTime,trashed,trashedTime,shared,ownedByMe,size,version,driveId,parents,owners,lastModifyingUser,sharingUser)',
});
const fileQuery = new URLSearchParams({
  fields:
    'id,name,mimeType,createdTime,modifiedTime,viewedByMeTime,sharedWithMeTime,trashed,trashedTime,shared,ownedByMe,size,version,driveId,parents,owners,lastModifyingUser,sharingUser',
});
const permissionsQuery = new URLSearchParams({
  fields: 'nextPageToken,permissions(id,type,role,emailAddress,domain,deleted,pendingOwner,expirationTime)',
});
const revisionsQuery = new URLSearchParams({
  pageSize: '2',
  fields: 'nextPageToken,revisions(id,mimeType,modifiedTime,size,lastModifyingUser)',
});
const headers = ['From', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'In-Reply-To'];
const headersQuery = headers.map((name) => `metadataHeaders=${name}`).join('&');
const chatFilter = encodeURIComponent('createTime > "2026-10-06T00:00:00Z"');
const meetFilter = encodeURIComponent('start_time>="2026-10-06T00:00:00Z"');

describe('what leaves', () => {
  test.each<[name: string, target: string, user?: string]>([
    ['users', '/admin/directory/v1/users?customer=my_customer&maxResults=2'],
    ['users-deleted', '/admin/directory/v1/users?customer=my_customer&showDeleted=true&maxResults=1'],
    ['user', `/admin/directory/v1/users/${pseudonymOf(ada)}`],
    ['groups', '/admin/directory/v1/groups?customer=my_customer&maxResults=2'],
    ['members', `/admin/directory/v1/groups/${group['id']}/members?maxResults=3`],
    ['activities-calendar', `${reports}/calendar?maxResults=1`],
    ['activities-chat', `${reports}/chat?maxResults=1`],
    ['activities-drive', `${reports}/drive?maxResults=1`],
    ['activities-gemini', `${reports}/gemini_in_workspace_apps?maxResults=1`],
    ['activities-login', `${reports}/login?maxResults=1`],
    ['activities-meet', `${reports}/meet?startTime=2026-10-06T00:00:00Z&maxResults=1`],
    ['events', '/calendar/v3/calendars/primary/events?timeMin=2026-10-06T00:00:00Z&maxResults=1', ada],
    ['messages', '/gmail/v1/users/me/messages?labelIds=INBOX&maxResults=2', ada],
    ['message', `/gmail/v1/users/me/messages/${message['id']}?format=metadata&${headersQuery}`, ada],
    ['files', `/drive/v3/files?${filesQuery}`, ada],
    ['file', `/drive/v3/files/${fileId}?${fileQuery}`, ada],
    ['permissions', `/drive/v3/files/${fileId}/permissions?${permissionsQuery}`, ada],
    ['revisions', `/drive/v3/files/${fileId}/revisions?${revisionsQuery}`, ada],
    ['conferences', `/v2/conferenceRecords?filter=${meetFilter}&pageSize=2`, ada],
    ['participants', `/v2/conferenceRecords/record-${directory.people[0]!.number}-0/participants`, ada],
    ['spaces', '/v1/spaces?pageSize=2', ada],
    ['space-members', '/v1/spaces/AAAA0/members?showGroups=true', ada],
    ['space-messages', `/v1/spaces/AAAA0/messages?filter=${chatFilter}&pageSize=2`, ada],
  ])('of %s can be read by a reviewer', async (name, target, user) => {
    const answer = await world.source().json(target, user === undefined ? {} : as(user));
    const text = JSON.stringify(answer, null, 2);
    expect(text).not.toMatch(personal);
    await expect(`${text}\n`).toMatchFileSnapshot(`./treated/google-workspace/${name}.json`);
  });
});

interface Page {
  readonly nextPageToken?: string;
  readonly [key: string]: unknown;
}

describe('a vendor', () => {
  const rows = (page: Page, key: string) => page[key] as readonly Record<string, never>[];

  test.each<[title: string, target: string, key: string, count: number, user?: string]>([
    ['users', '/admin/directory/v1/users?customer=my_customer&maxResults=400', 'users', directory.users.length],
    ['events', '/calendar/v3/calendars/primary/events?maxResults=4', 'items', 6, ada],
    ['mails', '/gmail/v1/users/me/messages?maxResults=3', 'messages', 7, bob],
    ['files', `/drive/v3/files?${filesQuery}`, 'files', 5, ada],
    ['conferences', '/v2/conferenceRecords?pageSize=3', 'conferenceRecords', 4, ada],
    ['messages of a space', '/v1/spaces/AAAA0/messages?pageSize=4', 'messages', 6, ada],
    ['activities', `${reports}/meet?maxResults=4`, 'items', 6],
  ])('follows the pages of %s to the end, by tokens that tell nothing', async (_, target, key, count, user) => {
    const source = world.source('workload');
    const seen: unknown[] = [];
    let token: string | undefined;
    do {
      const more = token === undefined ? '' : `&pageToken=${token}`;
      const page = (await source.json(target + more, user === undefined ? {} : as(user))) as Page;
      seen.push(...rows(page, key));
      token = page.nextPageToken;
      if (token !== undefined) expect(token).toMatch(/^sp1r\./);
    } while (token !== undefined);
    expect(seen.length).toBe(count);
    expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(count);
  });

  test('finds in mails, events, files and reports the people of the directory', async () => {
    const source = world.source();
    const user = (await source.json(`/admin/directory/v1/users/${pseudonymOf(ada)}`)) as {
      readonly id: string;
      readonly primaryEmail: string;
      readonly emails: readonly [{ readonly address: string }];
    };
    const { id, primaryEmail: key, emails } = user;
    const [{ address }] = emails;
    expect(key).toMatch(/^sp1r\./);
    expect(address).toMatch(/^sp1h\./);

    const events = await source.json('/calendar/v3/calendars/primary/events?maxResults=1', as(key));
    expect(events).toMatchObject({ items: [{ organizer: { email: address, self: true } }] });
    const mail = await source.json(`/gmail/v1/users/me/messages/${message['id']}?format=metadata`, as(key));
    const from = (mail as { payload: { headers: readonly Resource[] } }).payload.headers;
    expect(from.find(({ name }) => name === 'From')).toEqual({ name: 'From', value: address });
    const files = await source.json(`/drive/v3/files?${filesQuery}`, as(key));
    expect(files).toMatchObject({ files: [{ owners: [{ emailAddress: address }] }, {}] });
    const activities = await source.json(`${reports.replace('all', key)}/meet?maxResults=1`);
    expect(activities).toMatchObject({ items: [{ actor: { email: address } }] });
    const chat = await source.json('/v1/spaces/AAAA0/messages?pageSize=1', as(key));
    expect(chat).toMatchObject({ messages: [{ sender: { name: id, email: address } }] });
  });

  test('finds everyone who got a mail, each by the pseudonym of their address', async () => {
    const source = world.source();
    const { headers: written } = message['payload'] as { headers: readonly { name: string; value: string }[] };
    const to = [...written.find(({ name }) => name === 'To')!.value.matchAll(/<([^>]+)>/g)].map(([, mail]) => mail);
    expect(to.length).toBeGreaterThan(2);
    const addresses: unknown[] = [];
    for (const mail of to) {
      const user = (await source.json(`/admin/directory/v1/users/${pseudonymOf(mail!)}`)) as {
        emails: readonly Resource[];
      };
      addresses.push(user.emails[0]!['address']);
    }
    const target = `/gmail/v1/users/me/messages/${message['id']}?format=metadata&metadataHeaders=To`;
    expect(await source.json(target, as(ada))).toMatchObject({
      payload: { headers: [{ name: 'To', value: addresses.join(', ') }] },
    });
  });

  test('reads the mails of each user by a token of that user', async () => {
    const source = world.source('workload');
    const ids = async (user: string) => {
      const page = (await source.json('/gmail/v1/users/me/messages', as(user))) as Page;
      return rows(page, 'messages').map(({ id }) => id);
    };
    for (const user of [ada, bob])
      expect(await ids(user)).toEqual(collaboration.mailboxes[user]!.messages.map(({ id }) => id));
  });

  test.each<[target: string, code: string, user?: string]>([
    ['/gmail/v1/users/me/messages', 'subject-missing'],
    ['/admin/directory/v1/users?customer=my_customer', 'subject-not-allowed', ada],
    ['/gmail/v1/users/me/messages?q=salary', 'query-not-allowed', ada],
    [`/gmail/v1/users/me/messages/${message['id']}?format=full`, 'query-value-refused', ada],
    [`/gmail/v1/users/me/messages/${message['id']}?metadataHeaders=List-Id`, 'query-value-refused', ada],
    [`/gmail/v1/users/me/messages/${message['id']}/attachments/1`, 'path-not-allowed', ada],
    ['/calendar/v3/calendars/primary/events?q=surgery', 'query-not-allowed', ada],
    ["/drive/v3/files?q=fullText+contains+'salary'", 'query-value-refused', ada],
    ["/drive/v3/files?q=modifiedTime+>+'2026-10-01'+or+name+contains+'a'", 'query-value-refused', ada],
    ['/drive/v3/files?fields=*', 'query-value-refused', ada],
    [`/drive/v3/files/${fileId}?alt=media`, 'query-not-allowed', ada],
    [`/drive/v3/files/${fileId}/export?mimeType=text/plain`, 'path-not-allowed', ada],
    [`/drive/v3/files/${fileId}/comments`, 'path-not-allowed', ada],
    [`${reports}/gmail`, 'path-value-refused'],
    ['/admin/directory/v1/users?query=name:Ada', 'query-not-allowed'],
    [`/admin/directory/v1/users/${ada}`, 'pseudonym-expected'],
    [`${reports.replace('all', ada)}/meet`, 'pseudonym-expected'],
    [`/calendar/v3/calendars/${bob}/events`, 'pseudonym-expected', ada],
    ['/admin/directory/v1/users?viewType=admin_view', 'query-not-allowed'],
    ['/v1/spaces/AAAA0/messages/msg0.msg0/attachments/1', 'path-not-allowed', ada],
  ])('may not ask %s: %s', async (target, code, user) => {
    const before = world.apis.requests.length;
    const answer = await world.source().call(target, user === undefined ? {} : as(user));
    expect(await answer.json()).toMatchObject({ code });
    expect(world.apis.requests.length).toBe(before);
  });

  test('is told which user there is no token for', async () => {
    const answer = await world.source().call('/gmail/v1/users/me/messages', as('nobody@acme.example'));
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'subject-denied' }]);
  });

  test('waits out what Google calls forbidden, and means too often', async () => {
    const error = {
      code: 403,
      message: 'CANARY',
      errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded' }],
    };
    const path = '/gmail.googleapis.com/gmail/v1/users/me/messages';
    world.apis.answerNext({ status: 403, body: { error } }, path);
    expect((await world.source().call('/gmail/v1/users/me/messages', as(ada))).status).toBe(200);
    for (let times = 0; times < 3; times++) world.apis.answerNext({ status: 403, body: { error } }, path);
    const answer = await world.source().call('/gmail/v1/users/me/messages', as(ada));
    expect([answer.status, await answer.json()]).toMatchObject([429, { code: 'source-throttled' }]);
  });

  test('gets nothing of an error of Google', async () => {
    const answer = await world.source().call('/gmail/v1/users/me/messages/18c0?format=minimal', as(ada));
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('CANARY');
  });
});
