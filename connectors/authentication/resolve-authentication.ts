import type { Authentication } from './authentication.ts';
import { nameFields } from './name-fields.ts';
import type { UnnamedScheme } from './scheme-fields.ts';
import type { WrittenAuthentication } from './written/authentication-option.ts';

/**
 * What a written `authentication:` means.
 *
 * @param privateAddresses ranges of private addresses that authorization servers may have
 */
export const resolveAuthentication = (
  written: WrittenAuthentication,
  privateAddresses: readonly string[],
): Authentication => {
  if (written === 'none') return { schemes: {}, alternatives: [[]], privateAddresses };
  const [name, scheme] = schemeOf(written);
  return { schemes: nameFields({ [name]: scheme }), alternatives: [[name]], privateAddresses };
};

const schemeOf = (written: Exclude<WrittenAuthentication, 'none'>): [string, UnnamedScheme] =>
  typeof written === 'string'
    ? [written, { kind: written }]
    : ['header', { kind: 'key', in: 'header', name: written.header.toLowerCase() }];
