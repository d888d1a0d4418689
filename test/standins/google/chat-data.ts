import type { Person } from '../organisation.ts';
import { at } from './collaboration-time.ts';
import { type Resource, userId } from './directory-data.ts';

const chatUser = ({ number, name, mail }: Person): Resource => ({
  name: `users/${userId(number)}`,
  displayName: `CANARY ${name}`,
  avatarUrl: 'https://lh3.example/CANARY',
  email: mail,
  domainId: 'CANARY',
  type: 'HUMAN',
});

/** A space: the first is a room, the others are between two people. */
export const space = (index: number): Resource => ({
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

/** Somebody in a space. */
export const membership = (of: string, each: Person): Resource => ({
  name: `${of}/members/${userId(each.number)}`,
  state: 'JOINED',
  role: 'ROLE_MEMBER',
  affiliation: 'INTERNAL',
  createTime: at(-90),
  member: chatUser(each),
});

/** A message, with what was written and who is mentioned. */
export const chatMessage = (of: string, by: Person, to: Person, index: number): Resource => ({
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
