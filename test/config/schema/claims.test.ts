import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('a claim', () => {
  testChanges(good, [
    [
      'is a number',
      'source_id: "42"',
      'source_id: 0042',
      '14:26 sources.books.claims.source_id: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "0042".',
    ],
    [
      'is a truth value',
      'source_id: "42"',
      'source_id: true',
      '14:26 sources.books.claims.source_id: must be text, not true or false | Put it in quotes: write "true".',
    ],
    [
      'has no value',
      'source_id: "42"',
      'source_id:',
      '14:15 sources.books.claims.source_id: has no value | Write, for example: source_id: "42"',
    ],
    [
      'is a list',
      'source_id: "42"',
      'source_id: [a]',
      '14:26 sources.books.claims.source_id: must be text, not a list | Write, for example: source_id: "42"',
    ],
    [
      'is empty',
      'source_id: "42"',
      'source_id: ""',
      '14:26 sources.books.claims.source_id: must not be empty | Write, for example: source_id: "42"',
    ],
    ['has an empty name', 'source_id: "42"', '"": x', '14:15 sources.books.claims."": must not be empty | '],
    [
      'is iss',
      'source_id: "42"',
      'iss: x',
      '14:15 sources.books.claims.iss: is checked in every token already (as are iss, aud, exp, nbf, iat): remove it | ',
    ],
    [
      'is aud',
      'source_id: "42"',
      'aud: x',
      '14:15 sources.books.claims.aud: is checked in every token already (as are iss, aud, exp, nbf, iat): remove it | ',
    ],
    [
      'is exp',
      'source_id: "42"',
      'exp: x',
      '14:15 sources.books.claims.exp: is checked in every token already (as are iss, aud, exp, nbf, iat): remove it | ',
    ],
    [
      'is nbf',
      'source_id: "42"',
      'nbf: x',
      '14:15 sources.books.claims.nbf: is checked in every token already (as are iss, aud, exp, nbf, iat): remove it | ',
    ],
    [
      'is iat',
      'source_id: "42"',
      'iat: x',
      '14:15 sources.books.claims.iat: is checked in every token already (as are iss, aud, exp, nbf, iat): remove it | ',
    ],
    ['is sub, which is right', 'source_id: "42"', 'sub: x'],
    ['is named like a member of every object, which is right', 'source_id: "42"', 'constructor: x'],
    ['is no, which is text in YAML 1.2', 'source_id: "42"', 'source_id: no'],
  ]);
});
