import { keyCarrier } from './key-carrier.ts';
import type { UnnamedScheme } from './scheme-fields.ts';

/**
 * What two schemes of one alternative would both have to be carried by; `undefined` if each has a place of its own in a request.
 *
 * @example carrierClash([{ kind: 'bearer' }, { kind: 'basic' }]) // 'the header authorization'
 */
export const carrierClash = (schemes: readonly UnnamedScheme[]): string | undefined => {
  const carriers = schemes.map(carrierOf);
  return carriers.find((carrier, index) => carriers.indexOf(carrier) !== index);
};

const authorization = 'the header authorization';

const carrierOf = (scheme: UnnamedScheme): string => {
  switch (scheme.kind) {
    case 'key':
      return keyCarrier(scheme);
    case 'certificate':
      return 'the client certificate';
    case 'token':
      return scheme.send === 'bearer' ? authorization : `the header ${scheme.send.header}`;
    default:
      return authorization;
  }
};
