import { describe } from 'vitest';
import { good } from '../../forms.ts';
import { testChanges } from '../../problems-of.ts';

describe("a source's claim", () => {
  testChanges(good, [
    [
      'differs from that of the gateway',
      'source_id: "42"',
      'base_url: https://other.example',
      '14:25 sources.books.claims.base_url: differs from vendor.identity.jwt.claims, so that no token could carry both | Keep it in one of the two places.',
    ],
    ['equals that of the gateway, which is right', 'source_id: "42"', 'base_url: https://acme.elimity.com'],
    [
      'is sub, and differs from the subject',
      'audience: gateway\n      claims: { base_url: https://acme.elimity.com }\nsources:\n  books:\n    connector: shelf\n    place: hall\n    claims: { source_id: "42" }',
      'audience: gateway\n      subject: acme\nsources:\n  books:\n    connector: shelf\n    place: hall\n    claims: { sub: books }',
      '14:20 sources.books.claims.sub: differs from vendor.identity.jwt.subject, so that no token could carry both | Keep it in one of the two places.',
    ],
    [
      'is the default urlClaim',
      'source_id: "42"',
      'gateway_url: https://gateway.acme.example/books',
      "14:28 sources.books.claims.gateway_url: is checked already: it is vendor.identity.jwt.urlClaim, which must equal the source's own public URL | Remove it here, or set urlClaim: null.",
    ],
    [
      'is the urlClaim',
      'audience: gateway',
      'audience: gateway\n      urlClaim: source_id',
      "15:26 sources.books.claims.source_id: is checked already: it is vendor.identity.jwt.urlClaim, which must equal the source's own public URL | Remove it here, or set urlClaim: null.",
    ],
  ]);
});

describe('a claim of the gateway', () => {
  testChanges(good, [
    [
      'is the urlClaim',
      'base_url: https://acme.elimity.com',
      'gateway_url: https://acme.elimity.com',
      "9:30 vendor.identity.jwt.claims.gateway_url: is checked already: it is vendor.identity.jwt.urlClaim, which must equal the source's own public URL | Remove it here, or set urlClaim: null.",
    ],
    [
      'is sub, and differs from the subject',
      'claims: { base_url: https://acme.elimity.com }',
      'subject: acme\n      claims: { sub: other }',
      '10:22 vendor.identity.jwt.claims.sub: differs from vendor.identity.jwt.subject, so that no token could carry both | Keep it in one of the two places.',
    ],
    [
      'has the default name of the urlClaim, which is null',
      'claims: { base_url: https://acme.elimity.com }',
      'urlClaim: null\n      claims: { gateway_url: https://acme.elimity.com }',
    ],
  ]);
});
