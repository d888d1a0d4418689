import type { AwsRelay } from '../../../config/deployed-relay.ts';
import { bySlot } from '../by-slot.ts';
import { deniedKeys } from '../denied-keys.ts';
import type { RelayPlaces } from '../relay-places.ts';
import { statesBelow } from '../states-below.ts';
import { awsKeys } from './aws-keys.ts';
import { awsLend, mailboxPrefix } from './aws-lend.ts';
import { awsMailbox } from './aws-mailbox.ts';
import { awsQueue } from './aws-queue.ts';
import { awsState } from './aws-state.ts';

/**
 * The relay of a gateway on AWS. No client is loaded before it is used.
 *
 * @param now milliseconds since 1970
 */
export const awsRelay = (relay: AwsRelay, now: () => number): RelayPlaces => {
  const { region, bucket, queueUrls, authority, gateKey } = relay;
  return {
    registry: statesBelow(awsState({ bucket, region }), 'registry'),
    authority: authority === undefined ? deniedKeys : awsKeys(authority),
    gateKey: awsKeys(gateKey),
    queue: bySlot((slot) => awsQueue(queueUrls[slot - 1]!), queueUrls.length),
    mailbox: bySlot((slot) => awsMailbox({ bucket, region, prefix: mailboxPrefix(slot) }), queueUrls.length),
    lend: awsLend(relay, now),
  };
};
