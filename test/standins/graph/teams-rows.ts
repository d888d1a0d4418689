import { seeded } from '../../../examples/seeded.ts';
import { type Group, person } from '../organisation.ts';
import { type GraphRow, signInName } from './directory-rows.ts';
import { graphId } from './graph-id.ts';

/** The team of a group: every group with an odd number has one. */
export const hasTeam = ({ number }: Group): boolean => number % 2 === 1;

/** A team as the list of teams has it. */
export const teamRow = ({ number, name, description }: Group): GraphRow => ({
  id: graphId('group', number),
  displayName: name,
  description,
  visibility: 'private',
});

/** Somebody in a team. The id of the membership has those of both in it. */
export const teamMemberRow = (team: number, user: number, isOwner: boolean): GraphRow => ({
  '@odata.type': '#microsoft.graph.aadUserConversationMember',
  id: Buffer.from(`${graphId('group', team)}##${graphId('user', user)}`).toString('base64'),
  roles: isOwner ? ['owner'] : [],
  displayName: `CANARY ${person(user).name}`,
  userId: graphId('user', user),
  email: person(user).mail,
  tenantId: graphId('application', 0xf000),
  visibleHistoryStartDateTime: '0001-01-01T00:00:00Z',
});

/** The id of a channel. */
export const channelId = (team: number, number: number): string => `19:c${team}d${number}e7f1@thread.tacv2`;

/** A channel of a team. */
export const channelRow = (team: number, number: number): GraphRow => ({
  id: channelId(team, number),
  createdDateTime: '2025-03-03T09:00:00Z',
  displayName: number === 1 ? 'General' : 'CANARY redundancies',
  description: 'CANARY what it is about',
  membershipType: number === 3 ? 'private' : 'standard',
  email: 'CANARY@acme.example',
  webUrl: 'https://teams.example/CANARY',
});

const identity = (user: number): GraphRow => ({
  application: null,
  device: null,
  user: {
    '@odata.type': '#microsoft.graph.teamworkUserIdentity',
    id: graphId('user', user),
    displayName: `CANARY ${person(user).name}`,
    userIdentityType: 'aadUser',
    tenantId: graphId('application', 0xf000),
  },
});

/** A message: in a channel, or in a chat of somebody. */
export const chatMessageRow = (
  seed: number,
  number: number,
  people: number,
  place: { readonly team: number; readonly channel: number } | { readonly user: number },
): GraphRow => {
  const random = seeded(seed * 53 + number);
  const author = 1 + random.below(people);
  const written = new Date(Date.parse('2026-11-01T09:00:00Z') + number * 60_000);
  const isChat = 'user' in place;
  return {
    '@odata.type': '#microsoft.graph.chatMessage',
    id: String(written.getTime()),
    replyToId: null,
    etag: 'CANARY-etag',
    messageType: 'message',
    createdDateTime: written.toISOString(),
    lastModifiedDateTime: written.toISOString(),
    lastEditedDateTime: null,
    deletedDateTime: number === 3 ? written.toISOString() : null,
    subject: number % 2 ? 'CANARY subject' : null,
    summary: null,
    chatId: isChat ? `19:${graphId('user', place.user)}_${graphId('user', author)}@unq.gbl.spaces` : null,
    importance: 'normal',
    locale: 'en-us',
    webUrl: 'https://teams.example/CANARY',
    from:
      number === 4
        ? { application: { id: 'CANARY', displayName: 'CANARY bot' }, device: null, user: null }
        : identity(author),
    body: { contentType: 'text', content: 'CANARY what was written' },
    channelIdentity: isChat
      ? null
      : { teamId: graphId('group', place.team), channelId: channelId(place.team, place.channel) },
    attachments:
      number % 3 === 0 ? [{ id: 'CANARY', contentType: 'reference', contentUrl: 'CANARY', name: 'CANARY.docx' }] : [],
    mentions: number % 2 ? [{ id: 0, mentionText: 'CANARY', mentioned: identity(1 + random.below(people)) }] : [],
    reactions: [
      {
        reactionType: 'like',
        displayName: 'CANARY',
        createdDateTime: written.toISOString(),
        user: identity(1 + random.below(people)),
      },
    ],
    messageHistory: [],
  };
};

/** A call or meeting that was held. */
export const callRow = (number: number, people: number): GraphRow => {
  const start = new Date(Date.parse('2026-11-10T13:00:00Z') + number * 3_600_000);
  return {
    id: graphId('call', number),
    version: 1,
    type: number % 2 ? 'groupCall' : 'peerToPeer',
    modalities: ['audio', 'video'],
    startDateTime: start.toISOString(),
    endDateTime: new Date(start.getTime() + 1_500_000).toISOString(),
    lastModifiedDateTime: new Date(start.getTime() + 1_600_000).toISOString(),
    joinWebUrl: 'https://teams.example/CANARY',
    organizer: { user: { id: graphId('user', 1), displayName: 'CANARY' } },
    organizer_v2: participantRow(number, people),
  };
};

/** Somebody in a call: of every fourth only a telephone number is known. */
export const participantRow = (number: number, people: number): GraphRow => {
  const user = 1 + (number % people);
  const isPhone = number % 4 === 0;
  return {
    id: isPhone ? '+3225550100' : graphId('user', user),
    identity: isPhone
      ? { user: null, phone: { id: '+3225550100', displayName: 'CANARY', tenantId: null } }
      : {
          user: {
            id: graphId('user', user),
            displayName: 'CANARY',
            tenantId: graphId('application', 0xf000),
            userPrincipalName: signInName(person(user)),
          },
        },
    administrativeUnitInfos: [{ id: 'CANARY' }],
  };
};

/** A part of a call, from one to another. */
export const sessionRow = (call: number, number: number, people: number): GraphRow => {
  const { startDateTime, endDateTime } = callRow(call, people);
  const endpoint = (index: number): GraphRow => ({
    '@odata.type': '#microsoft.graph.callRecords.participantEndpoint',
    userAgent: { headerValue: 'CANARY agent' },
    name: 'CANARY',
    ...participantRow(index, people),
  });
  return {
    id: graphId('call', 0x5000 + call * 16 + number),
    modalities: ['audio'],
    startDateTime,
    endDateTime,
    caller: endpoint(number),
    callee: endpoint(number + 1),
    failureInfo: { reason: 'CANARY reason' },
  };
};
