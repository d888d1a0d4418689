import { seeded } from '../../../examples/seeded.ts';
import { type Person, person } from '../organisation.ts';
import type { GraphRow } from './directory-rows.ts';

const day = 86_400_000;
const begin = Date.parse('2026-10-05T07:30:00Z');

const recipient = ({ name, mail }: Person): GraphRow => ({ emailAddress: { name: `CANARY ${name}`, address: mail } });

/** As ids in a mailbox are: they begin with that of the mailbox. */
const mailboxId = (kind: string, user: number, number: number): string =>
  `AAMk${Buffer.from(`${kind}-${user}-${number}`).toString('base64url')}AAA=`;

/** Folders of a mailbox, by the names that every mailbox knows them by. */
export const folders = ['inbox', 'sentitems', 'archive'] as const;

/** The id of a folder. */
export const folderId = (user: number, number: number): string => mailboxId('folder', user, number);

/** A folder of somebody's mailbox. */
export const folderRow = (user: number, number: number): GraphRow => ({
  id: folderId(user, number),
  parentFolderId: folderId(user, 0),
  displayName: number === 3 ? 'CANARY things about Ada' : folders[number - 1],
  childFolderCount: 0,
  totalItemCount: 7,
  unreadItemCount: 2,
  isHidden: false,
  sizeInBytes: 4_711,
});

/** A message in a folder of somebody's mailbox. */
export const messageRow = (user: number, folder: number, number: number, people: number): GraphRow => {
  const random = seeded(user * 1_000 + folder * 100 + number);
  const somebody = (): Person => person(1 + random.below(people));
  const sent = new Date(begin + (number * 3 + folder) * 3_600_000).toISOString().replace('.000', '');
  const sender = recipient(folder === 2 ? person(user) : somebody());
  return {
    '@odata.etag': `W/"CANARY-${number}"`,
    id: mailboxId('message', user, folder * 100 + number),
    internetMessageId: `<${number}.${folder}@mail.acme.example>`,
    conversationId: mailboxId('conversation', user, number % 3),
    conversationIndex: 'CANARY-index',
    parentFolderId: folderId(user, folder),
    createdDateTime: sent,
    receivedDateTime: sent,
    sentDateTime: sent,
    lastModifiedDateTime: sent,
    subject: `CANARY subject ${number}`,
    bodyPreview: 'CANARY preview',
    categories: ['CANARY category'],
    from: sender,
    sender,
    toRecipients: [recipient(somebody()), recipient(somebody())],
    ccRecipients: number % 2 ? [recipient(somebody())] : [],
    bccRecipients: [],
    replyTo: [{ emailAddress: { name: 'CANARY', address: 'CANARY@acme.example' } }],
    hasAttachments: number % 3 === 0,
    importance: 'normal',
    isRead: number % 2 === 0,
    isDraft: false,
    inferenceClassification: 'focused',
    webLink: 'https://outlook.example/CANARY',
  };
};

/** A calendar of somebody. */
export const calendarRow = (user: number, number: number): GraphRow => ({
  id: mailboxId('calendar', user, number),
  name: number === 1 ? 'Calendar' : 'CANARY birthdays',
  isDefaultCalendar: number === 1,
  color: 'auto',
  owner: { name: 'CANARY', address: person(user).mail },
});

/** Somebody's appointment. */
export const eventRow = (user: number, number: number, people: number): GraphRow => {
  const random = seeded(user * 77 + number);
  const start = begin + number * day;
  const organizer = person(1 + random.below(people));
  const at = (time: number): GraphRow => ({
    dateTime: new Date(time).toISOString().replace('.000Z', '.0000000'),
    timeZone: 'UTC',
  });
  const isSeries = number % 3 === 0;
  return {
    '@odata.etag': 'W/"CANARY"',
    id: mailboxId('event', user, number),
    iCalUId: `040000008200E00074C5B7101A82E008${number}`,
    seriesMasterId: isSeries ? mailboxId('event', user, 900) : null,
    type: isSeries ? 'occurrence' : 'singleInstance',
    createdDateTime: '2026-09-01T08:00:00Z',
    lastModifiedDateTime: '2026-09-02T08:00:00Z',
    originalStart: isSeries ? new Date(start).toISOString() : null,
    start: at(start),
    end: at(start + 1_800_000),
    subject: `CANARY appointment ${number}`,
    bodyPreview: 'CANARY preview',
    body: { contentType: 'html', content: 'CANARY body' },
    location: { displayName: 'CANARY room', locationType: 'default' },
    locations: [{ displayName: 'CANARY room' }],
    organizer: recipient(organizer),
    attendees: [organizer, person(user)].map((each) => ({
      type: 'required',
      status: { response: 'accepted', time: '2026-09-03T08:00:00Z' },
      ...recipient(each),
    })),
    responseStatus: { response: 'accepted', time: '0001-01-01T00:00:00Z' },
    isAllDay: false,
    isCancelled: false,
    isOrganizer: organizer.number === user,
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    onlineMeeting: { joinUrl: 'https://teams.example/CANARY' },
    hasAttachments: false,
    importance: 'normal',
    sensitivity: number % 4 === 0 ? 'private' : 'normal',
    showAs: 'busy',
    recurrence: null,
    webLink: 'https://outlook.example/CANARY',
  };
};

/** How somebody works. */
export const mailboxSettings: GraphRow = {
  timeZone: 'W. Europe Standard Time',
  userPurpose: { value: 'user' },
  language: { locale: 'nl-BE', displayName: 'CANARY language' },
  automaticRepliesSetting: { status: 'scheduled', internalReplyMessage: 'CANARY I am away' },
  workingHours: {
    daysOfWeek: ['monday', 'tuesday', 'thursday'],
    startTime: '08:00:00.0000000',
    endTime: '17:00:00.0000000',
    timeZone: { name: 'W. Europe Standard Time' },
  },
};
