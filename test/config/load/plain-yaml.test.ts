import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('YAML with', () => {
  testChanges(good, [
    [
      'a key twice',
      'gateway: acme',
      'gateway: acme\ngateway: acme2',
      '3:1 : the key gateway stands here for the second time (first in line 2) | Keep one of the two.',
    ],
    [
      'a source twice',
      '  boxes:',
      '  books:',
      '18:3 : the key books stands here for the second time (first in line 11) | Keep one of the two.',
    ],
    [
      'a key twice, once in quotes',
      'gateway: acme',
      'gateway: acme\n"gateway": acme',
      '3:1 : the key gateway stands here for the second time (first in line 2) | Keep one of the two.',
    ],
    [
      'an anchor',
      'gateway: acme',
      'gateway: &a acme',
      '2:13 : anchors (&) are not used in this file | Write the settings out where they hold.',
    ],
    [
      'an anchor at a key',
      'gateway: acme',
      '&a gateway: acme',
      '2:4 : anchors (&) are not used in this file | Write the settings out where they hold.',
    ],
    [
      'an anchor at a map',
      'jwt:',
      'jwt: &jwt',
      '7:7 : anchors (&) are not used in this file | Write the settings out where they hold.',
    ],
    [
      'an alias',
      'audience: gateway',
      'audience: *a',
      '8:17 : aliases (*) are not used in this file | Write the settings out, or put the value in quotes if it begins with "*".',
    ],
    [
      'an anchor and an alias',
      '  boxes: {',
      '  old: &a { connector: crate, label: old }\n  older: *a\n  boxes: {',
      '18:11 : anchors (&) are not used in this file | Write the settings out where they hold.',
      '19:10 : aliases (*) are not used in this file | Write the settings out, or put the value in quotes if it begins with "*".',
    ],
    [
      'a merge key',
      'gateway: acme',
      'gateway: acme\n<<: { a: b }',
      '3:1 : merge keys (<<) are not used in this file | Write the settings out where they hold.',
    ],
    [
      'a tag',
      'gateway: acme',
      'gateway: !!str acme',
      '2:16 : tags (!) are not used in this file | Put text in quotes, and write other values as they are.',
    ],
    [
      'an unknown tag',
      'gateway: acme',
      'gateway: !name acme',
      '2:16 : tags (!) are not used in this file | Put text in quotes, and write other values as they are.',
    ],
    [
      'a key that JavaScript would lose',
      'source_id: "42"',
      '__proto__: x',
      '14:15 : the key __proto__ can not be used | Choose another name.',
    ],
    [
      'a source that JavaScript would lose',
      '  boxes:',
      '  __proto__:',
      '18:3 : the key __proto__ can not be used | Choose another name.',
    ],
    [
      'several at once, beside others',
      '  boxes: {',
      '  books: &b { connector: crate }\n  boxes: { lable: x,',
      '18:3 : the key books stands here for the second time (first in line 11) | Keep one of the two.',
      '18:13 : anchors (&) are not used in this file | Write the settings out where they hold.',
      '19:12 sources.boxes.lable: is not a key that is known here | Did you mean label?',
    ],
  ]);
});
