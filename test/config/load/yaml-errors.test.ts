import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('text that is not YAML because of', () => {
  testChanges(good, [
    ['a tab', '  name: elimity', '\tname: elimity', '4:1 : a tab stands where only spaces may | Indent with spaces.'],
    [
      'a second document',
      'vendor:',
      '---\nvendor:',
      '3:1 : a second document begins here | Keep one in this file, and remove the line --- or ... between them.',
    ],
    [
      'the end of a document',
      'vendor:',
      '...\nvendor:',
      '4:1 : a second document begins here | Keep one in this file, and remove the line --- or ... between them.',
    ],
    [
      'a quote that is not closed',
      'gateway: acme',
      'gateway: "acme',
      '2:15 : a colon, comma, quote, bracket or brace is missing here or before | Write "key: value", and close every quote, bracket and brace.',
    ],
    [
      'a brace that is not closed',
      'claims: { source_id: "42" }',
      'claims: { source_id: "42"',
      '15:5 : the indentation does not fit, or a bracket or brace before this is not closed | Begin all keys of one map in the same column, and close every bracket and brace.',
    ],
    [
      'a bracket that is not closed',
      'serve: [import]',
      'serve: [import',
      '18:57 : the indentation does not fit, or a bracket or brace before this is not closed | Begin all keys of one map in the same column, and close every bracket and brace.',
    ],
    [
      'a colon in a value',
      'audience: gateway',
      'audience: the: gateway',
      '8:17 : a value holds a colon and a space, or is a map that begins on the line of its key | Put the value in quotes, or begin the map on a line of its own.',
    ],
    [
      'a key without a colon',
      'gateway: acme',
      'gateway acme',
      '2:1 : this line has no "key: value", or its key spreads over several lines | Write each key on one line, with a colon and a space behind it, in the column of its neighbours.',
    ],
    [
      'a colon without a space',
      'gateway: acme',
      'gateway:acme',
      '2:1 : this line has no "key: value", or its key spreads over several lines | Write each key on one line, with a colon and a space behind it, in the column of its neighbours.',
    ],
    [
      'a list beside keys',
      'deploy:',
      '- deploy:',
      '19:1 : a value holds a colon and a space, or is a map that begins on the line of its key | Put the value in quotes, or begin the map on a line of its own.',
    ],
    [
      'a column that does not fit',
      '  name: elimity',
      '   name: elimity',
      '5:1 : the indentation does not fit, or a bracket or brace before this is not closed | Begin all keys of one map in the same column, and close every bracket and brace.',
    ],
    [
      'a reserved character',
      'audience: gateway',
      'audience: @gateway',
      '8:17 : a value can not begin with this character | Put the value in quotes.',
    ],
    [
      'a percent sign',
      'audience: gateway',
      'audience: %gateway',
      '8:17 : a value can not begin with this character | Put the value in quotes.',
    ],
    [
      'an unknown escape',
      'audience: gateway',
      'audience: "\\d"',
      '8:18 : this backslash begins no escape that YAML knows | Write \\\\ for a backslash, or use single quotes, in which it has no meaning.',
    ],
    ['a list as key', 'gateway: acme', '[gateway]: acme', '2:1 : a key must be a word | Write "key: value".'],
    [
      'a list on the line of its key',
      'audience: gateway',
      'audience: - gateway',
      '8:17 : this is not YAML | Write "key: value", one a line, indented with spaces.',
    ],
    [
      'two faults in two lines',
      '  name: elimity\n  identity:\n    jwt:\n      issuer: https://auth.elimity.com/\n      audience: gateway',
      '  name: @elimity\n  identity:\n    jwt:\n      issuer: https://auth.elimity.com/\n      audience: `gateway`',
      '4:9 : a value can not begin with this character | Put the value in quotes.',
      '8:17 : a value can not begin with this character | Put the value in quotes.',
    ],
    [
      'a character that turns the direction of writing',
      'audience: gateway',
      'audience: gate‮yaw',
      '8:21 : an invisible character (U+202E) stands here | Remove it.',
    ],
    [
      'a control character',
      'audience: gateway',
      'audience: gate\u0007way',
      '8:21 : an invisible character (U+0007) stands here | Remove it.',
    ],
  ]);
});
