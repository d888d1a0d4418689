import { type Draft, entries, type Report } from '../draft.ts';

/** Claims that no token could carry both, or that are checked by another rule. */
export const checkClaims = ({ vendor, sources }: Draft, report: Report): void => {
  const jwt = vendor?.identity?.jwt;
  const urlClaim = jwt ? (jwt.urlClaim === undefined ? 'gateway_url' : jwt.urlClaim) : null;
  const places = [
    { path: ['vendor', 'identity', 'jwt', 'claims'], claims: jwt?.claims },
    ...entries(sources).map(([name, source]) => ({ path: ['sources', name, 'claims'], claims: source?.claims })),
  ];
  // A subject is a claim too, under a key of its own.
  const vendorClaims = new Map([
    ...entries(jwt?.claims),
    ...(jwt?.subject === undefined ? [] : [['sub', jwt.subject] as const]),
  ]);
  for (const { path, claims } of places) {
    for (const [name, value] of entries(claims)) {
      const vendorValue = vendorClaims.get(name);
      if (name === urlClaim)
        report(
          [...path, name],
          "is checked already: it is vendor.identity.jwt.urlClaim, which must equal the source's own public URL",
          'Remove it here, or set urlClaim: null.',
        );
      else if (vendorValue !== undefined && vendorValue !== value)
        report(
          [...path, name],
          `differs from vendor.identity.jwt.${name === 'sub' && jwt?.subject !== undefined ? 'subject' : 'claims'}, so that no token could carry both`,
          'Keep it in one of the two places.',
        );
    }
  }
};
