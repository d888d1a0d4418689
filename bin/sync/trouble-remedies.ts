import type { ChangeFailureCode } from '../../lambda/sync/destinations/running-destination.ts';

/** Why one user could not be changed, and what to do. Documented in docs/sync.md. */
export const troubleRemedies: Readonly<Record<string, string>> = {
  refused: 'the destination does not take what it is sent: correct the map, or the user at the source',
  conflict: 'another one stands in the way there, with the same name or mail address perhaps: remove it, or adopt it',
  gone: 'it is not there any more: the next full run makes it again',
  failed: 'the destination failed with this one, or did not answer in time',
} satisfies Record<ChangeFailureCode, string>;
