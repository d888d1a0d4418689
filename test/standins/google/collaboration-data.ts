import { seeded } from '../../../examples/seeded.ts';
import type { Person } from '../organisation.ts';
import { activitiesOf } from './activity-data.ts';
import { chatMessage, membership, space } from './chat-data.ts';
import type { Directory, Resource } from './directory-data.ts';
import { eventOf } from './event-data.ts';
import { fileId, fileOf, permissionsOf, revision } from './file-data.ts';
import { messageOf } from './mail-data.ts';
import { conference, guests, participant } from './meet-data.ts';

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
