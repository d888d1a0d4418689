import { seeded } from '../../../examples/seeded.ts';
import type { Person } from '../organisation.ts';
import { type Directory, type Resource, userId } from './directory-data.ts';

/** What belongs to one user. */
export interface Mailbox {
  readonly messages: readonly Resource[];
  readonly events: readonly Resource[];
  readonly files: readonly Resource[];
  readonly conferences: readonly Resource[];
  readonly spaces: readonly Resource[];
}

/** What people of a directory do together. */
export interface Collaboration {
  /** By mail address: of a few users. */
  readonly mailboxes: Readonly<Record<string, Mailbox>>;
  /** By the id of a file. */
  readonly permissions: Readonly<Record<string, readonly Resource[]>>;
  readonly revisions: Readonly<Record<string, readonly Resource[]>>;
  /** By the name of a conference record. */
  readonly participants: Readonly<Record<string, readonly Resource[]>>;
  /** By the name of a space. */
  readonly memberships: Readonly<Record<string, readonly Resource[]>>;
  readonly chat: Readonly<Record<string, readonly Resource[]>>;
  /** By application, the newest first. */
  readonly activities: Readonly<Record<string, readonly Resource[]>>;
}

const day = 86_400_000;
const beginning = Date.parse('2026-10-05T08:00:00Z');

const at = (index: number, minutes = 0): string => new Date(beginning + index * day + minutes * 60_000).toISOString();

const full = ({ name, mail }: Person): string => `"${name}, CANARY" <${mail}>`;

const header = (name: string, value: string): Resource => ({ name, value });

/** A message as format=full would have it; what each format leaves of it is the API's affair. */
const messageOf = (owner: Person, others: readonly Person[], index: number): Resource => {
  const [from, ...to] = index % 2 === 0 ? [owner, ...others] : [others[0]!, owner, ...others.slice(1)];
  const stamp = at(index, 7 * index);
  return {
    id: `18c${owner.number.toString(16)}${index.toString(16).padStart(8, '0')}`,
    threadId: `18c${owner.number.toString(16)}${(index - (index % 3)).toString(16).padStart(8, '0')}`,
    labelIds: ['INBOX', 'CATEGORY_PERSONAL', `Label_${index}`],
    snippet: 'CANARY snippet of what was written',
    historyId: String(9_000 + index),
    internalDate: String(Date.parse(stamp)),
    sizeEstimate: 4_000 + index,
    raw: 'CANARY raw',
    payload: {
      partId: '',
      mimeType: 'multipart/alternative',
      filename: '',
      headers: [
        header('Delivered-To', owner.mail),
        header('Received', `by 2002:a05:6a10:CANARY for <${owner.mail}>; Mon`),
        header('X-Originating-IP', '[198.51.100.7]'),
        header('From', full(from!)),
        header('To', to.map(full).join(', ')),
        header(index % 2 === 0 ? 'Cc' : 'CC', 'team@partner.example'),
        header('Subject', 'CANARY subject of six words exactly'),
        header('Date', `${new Date(stamp).toUTCString().replace('GMT', '+0200')}`),
        header(index % 2 === 0 ? 'Message-ID' : 'Message-Id', `<CANARY${index}@mail.acme.example>`),
        header('In-Reply-To', `<CANARY${index - 1}@mail.acme.example>`),
        header('List-Unsubscribe', '<https://CANARY.example>'),
      ],
      body: { size: 12, data: 'CANARY body' },
      parts: [{ partId: '0', mimeType: 'text/plain', body: { size: 12, data: 'CANARY body' } }],
    },
  };
};

const eventOf = (owner: Person, others: readonly Person[], index: number): Resource => {
  const person = (each: Person): Resource => ({
    email: each.mail,
    displayName: `CANARY ${each.name}`,
    ...(each === owner && { self: true }),
  });
  return {
    kind: 'calendar#event',
    etag: '"CANARY etag"',
    id: `event${index}`,
    status: index % 5 === 4 ? 'tentative' : 'confirmed',
    htmlLink: 'https://www.google.com/calendar/event?eid=CANARY',
    created: at(index - 3),
    updated: at(index - 2),
    summary: 'CANARY title of the event',
    description: 'CANARY description',
    location: 'CANARY location',
    creator: person(owner),
    organizer: person(owner),
    start: { dateTime: at(index), timeZone: 'Europe/Brussels' },
    end: { dateTime: at(index, 45), timeZone: 'Europe/Brussels' },
    recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO', 'X-CANARY:1'],
    transparency: 'opaque',
    visibility: 'private',
    iCalUID: `CANARY-event${index}@google.com`,
    sequence: 0,
    attendees: [owner, ...others].map((each, number) => ({
      ...person(each),
      id: userId(each.number),
      organizer: each === owner,
      responseStatus: number % 2 === 0 ? 'accepted' : 'declined',
      comment: 'CANARY comment',
    })),
    hangoutLink: 'https://meet.google.com/CANARY',
    conferenceData: {
      conferenceId: 'CANARY-abcd-xyz',
      conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
      entryPoints: [{ entryPointType: 'video', uri: 'https://meet.google.com/CANARY', pin: 'CANARY' }],
      notes: 'CANARY notes',
    },
    attachments: [{ fileUrl: 'https://drive.google.com/CANARY', title: 'CANARY title' }],
    extendedProperties: { private: { key: 'CANARY' } },
    eventType: 'default',
  };
};

const driveUser = ({ mail, name, number }: Person, me: boolean): Resource => ({
  kind: 'drive#user',
  displayName: `CANARY ${name}`,
  photoLink: 'https://lh3.example/CANARY',
  me,
  permissionId: `0${userId(number)}`,
  emailAddress: mail,
});

const fileId = (owner: Person, index: number): string => `1AbC${owner.number}_file-${index}`;

const fileOf = (owner: Person, other: Person, index: number): Resource => ({
  kind: 'drive#file',
  id: fileId(owner, index),
  name: 'CANARY name of a file.xlsx',
  originalFilename: 'CANARY name of a file.xlsx',
  description: 'CANARY description',
  mimeType: 'application/vnd.google-apps.spreadsheet',
  createdTime: at(index),
  modifiedTime: at(index, 90),
  viewedByMeTime: at(index, 95),
  sharedWithMeTime: at(index, 1),
  trashed: false,
  trashedTime: at(index, 99),
  shared: true,
  ownedByMe: true,
  size: '2048',
  version: String(30 + index),
  driveId: '0AbDriveUk9PVA',
  parents: ['0AbFolderUk9PVA'],
  owners: [driveUser(owner, true)],
  lastModifyingUser: driveUser(other, false),
  sharingUser: driveUser(owner, true),
  webViewLink: 'https://docs.google.com/CANARY',
  thumbnailLink: 'https://lh3.example/CANARY',
  contentHints: { indexableText: 'CANARY text' },
});

const permission = (id: string, type: string, role: string, more: Resource): Resource => ({
  kind: 'drive#permission',
  id,
  type,
  role,
  displayName: 'CANARY name',
  deleted: false,
  pendingOwner: false,
  photoLink: 'https://lh3.example/CANARY',
  ...more,
});

const permissionsOf = (owner: Person, other: Person): readonly Resource[] => [
  permission(`0${userId(owner.number)}`, 'user', 'owner', { emailAddress: owner.mail }),
  permission(`0${userId(other.number)}`, 'user', 'writer', { emailAddress: other.mail, expirationTime: at(30) }),
  permission('0CANARYdomain', 'domain', 'reader', { domain: 'partner.example' }),
  permission('anyoneWithLink', 'anyone', 'reader', {}),
];

const revision = (by: Person, index: number): Resource => ({
  kind: 'drive#revision',
  id: String(index),
  mimeType: 'application/vnd.google-apps.spreadsheet',
  modifiedTime: at(index, 5),
  size: '1024',
  originalFilename: 'CANARY name',
  md5Checksum: 'CANARY',
  lastModifyingUser: driveUser(by, false),
});

const conference = (owner: Person, index: number): Resource => ({
  name: `conferenceRecords/record-${owner.number}-${index}`,
  startTime: at(index, 1),
  endTime: at(index, 44),
  expireTime: at(index + 30),
  space: `spaces/meet${owner.number}`,
});

const participant = (record: string, each: Person, index: number): Resource => ({
  name: `${record}/participants/${userId(each.number)}`,
  earliestStartTime: at(index, 1),
  latestEndTime: at(index, 40),
  signedinUser: { user: `users/${userId(each.number)}`, displayName: `CANARY ${each.name}` },
});

const guests = (record: string): readonly Resource[] => [
  { name: `${record}/participants/guest`, earliestStartTime: at(1), anonymousUser: { displayName: 'CANARY guest' } },
  { name: `${record}/participants/phone`, earliestStartTime: at(1), phoneUser: { displayName: '+32 CANARY' } },
];

const chatUser = ({ number, name, mail }: Person): Resource => ({
  name: `users/${userId(number)}`,
  displayName: `CANARY ${name}`,
  avatarUrl: 'https://lh3.example/CANARY',
  email: mail,
  domainId: 'CANARY',
  type: 'HUMAN',
});

const space = (index: number): Resource => ({
  name: `spaces/AAAA${index}`,
  type: 'ROOM',
  spaceType: index === 0 ? 'SPACE' : 'DIRECT_MESSAGE',
  displayName: index === 0 ? 'CANARY project room' : '',
  spaceThreadingState: 'THREADED_MESSAGES',
  spaceHistoryState: 'HISTORY_ON',
  externalUserAllowed: index === 0,
  createTime: at(-100),
  lastActiveTime: at(20),
  membershipCount: { joinedDirectHumanUserCount: 3, joinedGroupCount: 1 },
  spaceUri: 'https://chat.google.com/CANARY',
  spaceDetails: { description: 'CANARY description' },
});

const membership = (of: string, each: Person): Resource => ({
  name: `${of}/members/${userId(each.number)}`,
  state: 'JOINED',
  role: 'ROLE_MEMBER',
  affiliation: 'INTERNAL',
  createTime: at(-90),
  member: chatUser(each),
});

const chatMessage = (of: string, by: Person, to: Person, index: number): Resource => ({
  name: `${of}/messages/msg${index}.msg${index}`,
  sender: chatUser(by),
  createTime: at(index, 3),
  lastUpdateTime: at(index, 4),
  text: `CANARY text for @${to.name}`,
  formattedText: 'CANARY text',
  argumentText: 'CANARY text',
  thread: { name: `${of}/threads/thread${index - (index % 2)}`, threadKey: 'CANARY' },
  threadReply: index % 2 === 1,
  space: { name: of, displayName: 'CANARY project room' },
  annotations: [
    { type: 'USER_MENTION', startIndex: 16, length: 5, userMention: { user: chatUser(to), type: 'MENTION' } },
    { type: 'RICH_LINK', richLinkMetadata: { uri: 'https://docs.google.com/CANARY' } },
  ],
  attachment: [{ name: 'CANARY', contentName: 'CANARY.pdf' }],
  emojiReactionSummaries: [{ emoji: { unicode: '🎉' }, reactionCount: 2 }],
});

const parameter = (name: string, value: string | boolean | number | readonly string[]): Resource => {
  if (typeof value === 'string') return { name, value };
  if (typeof value === 'boolean') return { name, boolValue: value };
  return typeof value === 'number' ? { name, intValue: String(value) } : { name, multiValue: value };
};

const activity = (
  application: string,
  by: Person,
  index: number,
  type: string,
  name: string,
  parameters: readonly Resource[],
): Resource => ({
  kind: 'admin#reports#activity',
  etag: '"CANARY etag"',
  id: {
    time: at(20 - index),
    uniqueQualifier: String(-4_000 - index),
    applicationName: application,
    customerId: 'C0CANARY1',
  },
  actor: { callerType: 'USER', email: by.mail, profileId: userId(by.number), key: 'CANARY key' },
  ownerDomain: 'acme.example',
  ipAddress: '198.51.100.7',
  networkInfo: { ipAsn: [64_500], regionCode: 'BE' },
  events: [{ type, name, parameters }],
});

const activitiesOf = (people: readonly Person[]): Collaboration['activities'] => {
  const many = (make: (by: Person, other: Person, index: number) => Resource): readonly Resource[] =>
    Array.from({ length: 6 }, (_, index) => make(people[index % 3]!, people[(index + 1) % 3]!, index));
  return {
    meet: many((by, other, index) =>
      activity('meet', by, index, 'call', 'call_ended', [
        parameter('meeting_code', 'CANARYCODE'),
        parameter('conference_id', `conference-${index}`),
        parameter('identifier', by.mail),
        parameter('identifier_type', 'email_address'),
        parameter('organizer_email', other.mail),
        parameter('display_name', `CANARY ${by.name}`),
        parameter('duration_seconds', 1_800 + index),
        parameter('is_external', false),
        parameter('device_type', 'web'),
        parameter('ip_address', '2001:db8::7'),
      ]),
    ),
    chat: many((by, other, index) =>
      activity('chat', by, index, 'user_action', 'add_room_member', [
        parameter('actor', by.mail),
        parameter('actor_type', 'NON_ADMIN'),
        parameter('room_id', 'AAAA0'),
        parameter('room_name', 'CANARY project room'),
        parameter('target_users', [by.mail, other.mail]),
        parameter('conversation_type', 'SPACE'),
      ]),
    ),
    drive: many((by, other, index) =>
      activity('drive', by, index, 'acl_change', 'change_user_access', [
        parameter('primary_event', true),
        parameter('doc_id', fileId(by, index)),
        parameter('doc_title', 'CANARY name of a file'),
        parameter('doc_type', 'spreadsheet'),
        parameter('owner', by.mail),
        parameter('target_user', other.mail),
        parameter('visibility', 'shared_internally'),
        parameter('new_value', ['CANARY can_edit']),
      ]),
    ),
    calendar: many((by, other, index) =>
      activity('calendar', by, index, 'event_change', 'add_event_guest', [
        parameter('event_id', `event${index}`),
        parameter('calendar_id', by.mail),
        parameter('organizer_calendar_id', by.mail),
        parameter('event_guest', other.mail),
        parameter('event_title', 'CANARY title of the event'),
        parameter('user_agent', 'CANARY agent'),
        parameter('start_time', 63_890_000_000 + index),
      ]),
    ),
    login: many((by, _, index) =>
      activity('login', by, index, 'login', 'login_success', [
        parameter('login_type', 'google_password'),
        parameter('login_challenge_method', ['password', 'security_key']),
        parameter('is_suspicious', false),
      ]),
    ),
    gemini_in_workspace_apps: many((by, _, index) =>
      activity('gemini_in_workspace_apps', by, index, 'feature_utilization', 'feature_utilization', [
        parameter('action', 'summarize'),
        parameter('app_name', 'gmail'),
        parameter('event_category', 'active_generate'),
        parameter('prompt', 'CANARY prompt'),
      ]),
    ),
  };
};

/** What the first users of a directory who may sign in do, the same on every run. */
export const collaborationData = ({ people }: Directory): Collaboration => {
  const random = seeded(11);
  const [ada, bob, cleo, ...others] = people.filter(({ status }) => status === 'active').slice(0, 12) as [
    Person,
    Person,
    Person,
    ...Person[],
  ];
  const owners = [ada, bob, cleo];
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const company = (owner: Person): readonly Person[] =>
    [...owners.filter((each) => each !== owner), ...others.filter(() => random.percent(30))].slice(0, 4);

  const mailboxes = Object.fromEntries(
    owners.map((owner): [string, Mailbox] => [
      owner.mail,
      {
        messages: numbers(7).map((index) => messageOf(owner, company(owner), index)),
        events: numbers(6).map((index) => eventOf(owner, company(owner), index)),
        files: numbers(5).map((index) => fileOf(owner, bob, index)),
        conferences: numbers(4).map((index) => conference(owner, index)),
        spaces: numbers(3).map(space),
      },
    ]),
  );
  const files = owners.flatMap((owner) => numbers(5).map((index) => [owner, fileId(owner, index)] as const));
  const records = owners.flatMap((owner) => mailboxes[owner.mail]!.conferences.map(({ name }) => String(name)));
  const spaces = numbers(3).map((index) => String(space(index)['name']));
  return {
    mailboxes,
    permissions: Object.fromEntries(files.map(([owner, id]) => [id, permissionsOf(owner, others[0]!)])),
    revisions: Object.fromEntries(files.map(([owner, id]) => [id, numbers(3).map((index) => revision(owner, index))])),
    participants: Object.fromEntries(
      records.map((record) => [
        record,
        [...owners.map((each, index) => participant(record, each, index)), ...guests(record)],
      ]),
    ),
    memberships: Object.fromEntries(
      spaces.map((name) => [
        name,
        [
          ...owners.map((each) => membership(name, each)),
          {
            name: `${name}/members/g`,
            state: 'JOINED',
            role: 'ROLE_MEMBER',
            groupMember: { name: 'groups/01group0001' },
          },
        ],
      ]),
    ),
    chat: Object.fromEntries(
      spaces.map((name) => [
        name,
        numbers(6).map((index) => chatMessage(name, owners[index % 3]!, owners[(index + 1) % 3]!, index)),
      ]),
    ),
    activities: activitiesOf(owners),
  };
};
