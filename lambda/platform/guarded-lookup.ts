import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressGuard, AddressVerdict } from './address-guard.ts';
import { HttpError } from './http-client.ts';

/** Looks up all addresses of a name, as `lookup` of `node:dns` does. */
export type LookupAll = (
  name: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * The lookup of a socket: the addresses that are judged here are the ones that the socket then connects to, so that a name can not
 * change its mind in between. One address that is refused refuses the whole answer.
 *
 * @example net.connect({ host, port, lookup: guardedLookup(dns.lookup, guard) })
 */
export const guardedLookup =
  (lookup: LookupAll, guard: AddressGuard): LookupFunction =>
  (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? unknown(), '');
      const verdicts = addresses.map(({ address }) => guard(address));
      const refused =
        verdicts.find((verdict) => verdict === 'never') ?? verdicts.find((verdict) => verdict === 'private');
      if (refused) return callback(addressRefused(refused), '');
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

/** The error of an address that the guard refuses. */
export const addressRefused = (verdict: AddressVerdict): HttpError =>
  new HttpError(
    'address-refused',
    verdict === 'never'
      ? 'the host has an address that no source may have: link-local, metadata or multicast'
      : 'the host has an address that is not public: name its range in privateAddresses if that is right',
    { sent: false },
  );

const unknown = (): HttpError => new HttpError('name-unknown', 'the name of the host has no address', { sent: false });
