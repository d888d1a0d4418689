import type { Person } from '../organisation.ts';
import { at } from './collaboration-time.ts';
import { type Resource, userId } from './directory-data.ts';

/** An event of a calendar, with everybody who is invited. */
export const eventOf = (owner: Person, others: readonly Person[], index: number): Resource => {
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
