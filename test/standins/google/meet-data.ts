import type { Person } from '../organisation.ts';
import { at } from './collaboration-time.ts';
import { type Resource, userId } from './directory-data.ts';

/** A meeting that was held. */
export const conference = (owner: Person, index: number): Resource => ({
  name: `conferenceRecords/record-${owner.number}-${index}`,
  startTime: at(index, 1),
  endTime: at(index, 44),
  expireTime: at(index + 30),
  space: `spaces/meet${owner.number}`,
});

/** A user of the organization in a meeting. */
export const participant = (record: string, each: Person, index: number): Resource => ({
  name: `${record}/participants/${userId(each.number)}`,
  earliestStartTime: at(index, 1),
  latestEndTime: at(index, 40),
  signedinUser: { user: `users/${userId(each.number)}`, displayName: `CANARY ${each.name}` },
});

/** Who is in a meeting without an account. */
export const guests = (record: string): readonly Resource[] => [
  { name: `${record}/participants/guest`, earliestStartTime: at(1), anonymousUser: { displayName: 'CANARY guest' } },
  { name: `${record}/participants/phone`, earliestStartTime: at(1), phoneUser: { displayName: '+32 CANARY' } },
];
