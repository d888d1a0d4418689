import type { DraftSync, Report } from '../draft.ts';

/**
 * Of a user whom a server tells of, the gate maps what it is told and asks the destination nothing. So where a push keeps what the map does not name, a
 * token could not: at each sign-in it would take that away, until the next push.
 */
export const checkSignIn = (name: string, { to, signIn }: DraftSync, report: Report): void => {
  if (to?.options?.others !== 'keep') return;
  if (signIn?.facts !== 'given' || signIn.claims?.payload === null) return;
  report(
    ['sync', name, 'signIn', 'facts'],
    'takes away at each sign-in what a user has and the map does not name',
    'write others: replace at the destination if the push is to take it away too, or facts: kept',
  );
};
