import { describe } from 'vitest';
import { testChanges } from '../../problems-of.ts';

const text = `gateway: acme
vendor:
  name: elimity
  identity:
    jwt: { issuer: https://token.actions.githubusercontent.com, audience: gateway, urlClaim: null, subject: 'repo:elimity/caller' }
sources:
  books: { connector: shelf, place: hall }
`;

const everybody = (remedy: string): string =>
  `5:10 vendor.identity.jwt: lets everybody in: anybody can have a token of this issuer for any audience | ${remedy}`;
const remedy = "Add subject: with the sub of the vendor's tokens.";

describe('an issuer that everybody shares', () => {
  testChanges(text, [
    ['lets in whom the subject names', 'audience: gateway', 'audience: other'],
    ['lets everybody in without', ", subject: 'repo:elimity/caller'", '', everybody(remedy)],
    [
      'has an identity of its own if it is Google',
      "https://token.actions.githubusercontent.com, audience: gateway, urlClaim: null, subject: 'repo:elimity/caller'",
      'https://accounts.google.com, audience: gateway, urlClaim: null',
      everybody("Add subject: with the sub of the vendor's tokens, or write googleServiceAccount instead."),
    ],
    ['lets in whom claims name', "subject: 'repo:elimity/caller'", 'claims: { repository: elimity/caller }'],
    [
      'lets in whom the claims of every source name',
      "subject: 'repo:elimity/caller' }\nsources:\n  books: { connector: shelf,",
      '}\nsources:\n  books: { connector: shelf, claims: { repository: elimity/caller },',
    ],
    ["is not one of the vendor's own", 'https://token.actions.githubusercontent.com', 'https://auth.elimity.com/'],
    ['writes no URL of a gateway', "urlClaim: null, subject: 'repo:elimity/caller'", 'urlClaim: gateway_url'],
  ]);
});
