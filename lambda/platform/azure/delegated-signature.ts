import { createHmac } from 'node:crypto';
import { type DelegationKey, signedTime } from './delegation-key.ts';

/** What a signature lets in to. */
export interface SignedPlace {
  readonly kind: 'container' | 'queue';
  readonly account: string;
  /** Of the container or the queue. */
  readonly name: string;
  /** Letters, in the order that the service wants them. */
  readonly permissions: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** Of the protocol: 2020-12-06 or later for a container, 2025-07-05 or later for a queue. */
  readonly version: string;
}

/**
 * A shared access signature by a user delegation key, over TLS alone: a query without its question mark
 * (learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas, "Specify the signature"). It has no beginning: whoever made it may have
 * a clock that is ahead.
 *
 * @example delegatedSignature(key, { kind: 'container', account: 'acmerelay', name: 'mailbox-1', permissions: 'rcwdl', endsAt, version })
 */
export const delegatedSignature = (key: DelegationKey, place: SignedPlace): string => {
  const { kind, permissions, version } = place;
  const ends = signedTime(place.endsAt);
  const resource = kind === 'container' ? 'c' : 'q';
  const path = `/${kind === 'container' ? 'blob' : 'queue'}/${place.account}/${place.name}`;
  const signer = [key.objectId, key.tenantId, key.startsAt, key.endsAt, key.service, key.version];
  const text = [permissions, '', ends, path, ...signer, ...narrowings[kind], 'https', version, ...endings[kind]].join(
    '\n',
  );
  const signature = createHmac('sha256', Buffer.from(key.value, 'base64')).update(text, 'utf8').digest('base64');
  return new URLSearchParams({
    sv: version,
    spr: 'https',
    se: ends,
    sr: resource,
    sp: permissions,
    sig: signature,
    skoid: key.objectId,
    sktid: key.tenantId,
    skt: key.startsAt,
    ske: key.endsAt,
    sks: key.service,
    skv: key.version,
  }).toString();
};

/** Lines for whom else a signature is bound to, and to which address: nobody, and none. */
const narrowings = {
  // Authorized and unauthorized object, correlation, address.
  container: ['', '', '', ''],
  // Tenant and object of a user, address.
  queue: ['', '', ''],
} as const;

/** Lines for what a container may be asked to answer with: the resource, a snapshot, an encryption scope, and five headers. */
const endings = {
  container: ['c', '', '', '', '', '', '', ''],
  queue: [],
} as const;
