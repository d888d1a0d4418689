import type { Mailbox } from '../../../platform/mailbox.ts';
import { RelayFailure } from '../../relay-failure.ts';
import { mailboxNames } from '../../stream/names.ts';
import { gateBeatMilliseconds } from '../../times.ts';
import { readGateWord } from '../../wire/gate-word.ts';

/** A look costs money: the body itself is looked for far more often. */
const lookMilliseconds = gateBeatMilliseconds / 3;

/**
 * Watches the gate's word while nothing comes of a request's body. A chunk is lost when the gate has said twice that it has written it, and it is
 * not there: whoever sends it does not know, and would wait as long.
 *
 * The function that it gives throws RelayFailure `relay-broken`.
 *
 * @param clock milliseconds
 */
export const watchQuestion = (
  mailbox: Pick<Mailbox, 'get'>,
  id: string,
  clock: () => number,
): ((chunk: number) => Promise<void>) => {
  let lookAt = clock() + lookMilliseconds;
  let missing: { readonly chunk: number; readonly count: number } | undefined;
  return async (chunk) => {
    if (clock() < lookAt) return;
    lookAt = clock() + lookMilliseconds;
    // A mailbox that is away for a moment: whoever waits for the chunk itself learns of one that is away for long.
    const word = await mailbox.get(mailboxNames(id).gate).then(readGateWord, () => undefined);
    if (!word || word.written <= chunk) return;
    if (missing?.chunk !== chunk) missing = { chunk, count: word.count };
    else if (missing.count !== word.count) throw lost(chunk);
  };
};

const lost = (chunk: number): RelayFailure =>
  new RelayFailure('relay-broken', 'the mailbox has lost a part of the request: see that nobody else deletes there', {
    sent: true,
    detail: { chunk },
  });
