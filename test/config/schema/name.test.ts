import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe("the gateway's name", () => {
  testChanges(good, [
    ['is missing', 'gateway: acme\n', '', '2:1 gateway: is missing | Write, for example: gateway: acme'],
    ['has no value', 'gateway: acme', 'gateway:', '2:1 gateway: has no value | Write, for example: gateway: acme'],
    [
      'is a number',
      'gateway: acme',
      'gateway: 007',
      '2:10 gateway: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "007".',
    ],
    [
      'has capitals',
      'gateway: acme',
      'gateway: Acme',
      '2:10 gateway: must be 1 to 24 lower-case letters, digits and single hyphens, beginning with a letter, such as acme | Write, for example: gateway: acme',
    ],
    [
      'has an underscore',
      'gateway: acme',
      'gateway: ac_me',
      '2:10 gateway: must be 1 to 24 lower-case letters, digits and single hyphens, beginning with a letter, such as acme | Write, for example: gateway: acme',
    ],
    [
      'begins with a digit',
      'gateway: acme',
      'gateway: 1acme',
      '2:10 gateway: must be 1 to 24 lower-case letters, digits and single hyphens, beginning with a letter, such as acme | Write, for example: gateway: acme',
    ],
    [
      'ends with a hyphen',
      'gateway: acme',
      'gateway: acme-',
      '2:10 gateway: must be 1 to 24 lower-case letters, digits and single hyphens, beginning with a letter, such as acme | Write, for example: gateway: acme',
    ],
    [
      'has two hyphens in a row',
      'gateway: acme',
      'gateway: ac--me',
      '2:10 gateway: must be 1 to 24 lower-case letters, digits and single hyphens, beginning with a letter, such as acme | Write, for example: gateway: acme',
    ],
    [
      'has 25 characters',
      'gateway: acme',
      'gateway: aaaaaaaaaaaaaaaaaaaaaaaaa',
      '2:10 gateway: must be 1 to 24 lower-case letters, digits and single hyphens, beginning with a letter, such as acme | Write, for example: gateway: acme',
    ],
    ['has 24 characters, which is right', 'gateway: acme', 'gateway: aaaaaaaaaaaaaaaaaaaaaaaa'],
  ]);
});

describe("the vendor's name", () => {
  testChanges(good, [
    [
      'has capitals',
      'name: elimity',
      'name: Elimity',
      '4:9 vendor.name: must be 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as elimity | Write, for example: name: elimity',
    ],
  ]);
});

describe("a source's name", () => {
  testChanges(good, [
    [
      'has a space',
      'boxes:',
      'old boxes:',
      '18:3 sources."old boxes": must be 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as people | ',
    ],
    [
      'has 33 characters',
      'boxes:',
      'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:',
      '18:3 sources.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: must be 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as people | ',
    ],
    ['has 32 characters, which is right', 'boxes:', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:'],
    [
      'is a control sequence of a terminal',
      'boxes:',
      '"\\e[31m":',
      '18:3 sources."\\u001b[31m": must be 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as people | ',
    ],
    [
      'is bad, and so are its settings',
      'boxes: { connector: crate, serve: [import], label: old }',
      'Boxes: { connector: crate, label: 1 }',
      '18:3 sources.Boxes: must be 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as people | ',
      '18:37 sources.Boxes.label: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "1".',
    ],
    [
      'differs from another by hyphens',
      'boxes:',
      'b-ooks:',
      '18:3 sources.b-ooks: differs from sources.books by hyphens only, which clouds do not tell apart | Choose another name.',
    ],
  ]);
});
