import { PlatformError } from '../platform-error.ts';
import type { RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

/** A key that signs access to one of Azure's storage services in the name of whoever asked for it. */
export interface DelegationKey {
  readonly objectId: string;
  readonly tenantId: string;
  /** As the service wrote it, such as `2026-11-22T09:00:00Z`. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly service: string;
  readonly version: string;
  /** The key itself, Base64. */
  readonly value: string;
}

/** What a key is asked for. */
export interface DelegationKeyRequest {
  /** `https://<account>.blob.core.windows.net` or `https://<account>.queue.core.windows.net` */
  readonly service: string;
  /** Of the protocol. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A moment as signatures have it: without parts of a second. */
export const signedTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/**
 * Asks for a key (learn.microsoft.com/rest/api/storageservices/get-user-delegation-key).
 *
 * @param client of storage
 * @throws PlatformError `identity-missing`, `identity-denied`, `identity-unreachable`
 */
export const delegationKey = async (
  client: RestClient,
  { service, version, startsAt, endsAt }: DelegationKeyRequest,
): Promise<DelegationKey> => {
  const times = `<Start>${signedTime(startsAt)}</Start><Expiry>${signedTime(endsAt)}</Expiry>`;
  const answer = await client.call({
    method: 'POST',
    url: `${service}/?restype=service&comp=userdelegationkey`,
    headers: { 'content-type': 'application/xml', 'x-ms-version': version },
    body: `<?xml version="1.0" encoding="utf-8"?><KeyInfo>${times}</KeyInfo>`,
  });
  if (!isGood(answer)) throw restFailure(answer, causes, otherwise);
  const value = (name: string): string => {
    const [, found] = new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer.text) ?? [];
    if (found === undefined) throw new PlatformError(...otherwise, { detail: { cause: `no ${name}` } });
    return found;
  };
  return {
    objectId: value('SignedOid'),
    tenantId: value('SignedTid'),
    startsAt: value('SignedStart'),
    endsAt: value('SignedExpiry'),
    service: value('SignedService'),
    version: value('SignedVersion'),
    value: value('Value'),
  };
};

const causes: Readonly<Record<string, FailureCause>> = {
  ENOTFOUND: ['identity-missing', 'there is no storage account of the relay: deploy the gateway again'],
  401: ['identity-denied', 'Azure does not accept the sign-in: sign in again, to the tenant of the storage account'],
  403: [
    'identity-denied',
    "the relay's app may not sign access for agents: assign Storage Blob Delegator and Storage Queue Delegator on the relay's storage account; that takes some minutes to be seen",
  ],
};

const otherwise: FailureCause = ['identity-unreachable', 'Azure Storage gives no key to sign with: try again'];
