import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('a key', () => {
  testChanges(good, [
    [
      'is misspelt, and is not called missing besides',
      'gateway: acme',
      'gatway: acme',
      '2:1 gatway: is not a key that is known here | Did you mean gateway?',
    ],
    [
      'is misspelt beside the right one',
      'gateway: acme',
      'gateway: acme\ngatway: acme',
      '3:1 gatway: is not a key that is known here | Did you mean gateway?',
    ],
    [
      'is like none',
      'deploy:',
      'weather: { sun: none }\ndeploy:',
      '19:1 weather: is not a key that is known here | The keys here are: gateway, vendor, sources, sync, relay, network, monitoring, tags, deploy.',
    ],
    [
      "is the connector's, and misspelt",
      'place: hall',
      'plcae: hall',
      '13:5 sources.books.plcae: is not a key that is known here | Did you mean place?',
    ],
    [
      "is like none of the connector's",
      'place: hall',
      'place: hall\n    colour: red',
      '14:5 sources.books.colour: is not a key that is known here | The keys here are: place, width, deep, order, books, connector, serve, claims, closed, publicUrl, check, via, agents.',
    ],
    [
      'is a credential, which does not belong here and is not repeated',
      'label: old',
      'label: old, password: hunter2',
      '18:59 sources.boxes.password: is not a key that is known here | Remove it: nothing secret belongs into this file. Enter it by: sallyport secrets set <source>',
    ],
    [
      "is another connector's",
      'label: old',
      'label: old, place: hall',
      '18:59 sources.boxes.place: is not a key that is known here | The keys here are: label, connector, serve, claims, closed, publicUrl, check, via, agents.',
    ],
  ]);
});

describe("a connector's setting", () => {
  testChanges(good, [
    [
      'is missing',
      '    place: hall\n',
      '',
      '12:5 sources.books.place: is missing | Expected here: Where the shelf is.',
    ],
    [
      'is empty',
      'place: hall',
      'place: ""',
      '13:12 sources.books.place: must not be empty | Expected here: Where the shelf is.',
    ],
    [
      'breaks a rule of the connector',
      'place: hall',
      'place: nowhere',
      '13:12 sources.books.place: write a place that exists, such as hall | ',
    ],
    [
      'is a fraction',
      'place: hall',
      'place: hall\n    width: 80.5',
      '14:12 sources.books.width: must be a whole number | Expected here: How wide it is.',
    ],
    [
      'is not a number',
      'place: hall',
      'place: hall\n    width: .nan',
      '14:12 sources.books.width: must be a finite number | Expected here: How wide it is.',
    ],
    [
      'is too small',
      'place: hall',
      'place: hall\n    width: 9',
      '14:12 sources.books.width: must be at least 10 | Expected here: How wide it is.',
    ],
    [
      'is too large',
      'place: hall',
      'place: hall\n    width: 201',
      '14:12 sources.books.width: must be at most 200 | Expected here: How wide it is.',
    ],
    [
      'is yes, which is text in YAML 1.2',
      'place: hall',
      'place: hall\n    deep: yes',
      '14:11 sources.books.deep: must be true or false, not text | Expected here: Whether it is deep.',
    ],
    [
      'is a misspelt word',
      'place: hall',
      'place: hall\n    order: titel',
      '14:12 sources.books.order: is none of the values that may stand here | Did you mean title? Write one of: author, title.',
    ],
    [
      'is no list',
      'place: hall',
      'place: hall\n    books: Faust',
      '14:12 sources.books.books: must be a list, not text | Expected here: What stands on it.',
    ],
    [
      'is too long a list',
      'place: hall',
      'place: hall\n    books: [a, b, c, d]',
      '14:12 sources.books.books: must have at most 3 items | Expected here: What stands on it.',
    ],
  ]);
});

describe('one of several forms', () => {
  testChanges(good, [
    [
      'is none of them',
      'place: hall',
      'place: hall\n    books: [1984]',
      '14:13 sources.books.books[0]: must be text or a map (key: value), not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "1984".',
    ],
    [
      'is a list',
      'place: hall',
      'place: hall\n    books: [[]]',
      '14:13 sources.books.books[0]: must be text or a map (key: value), not a list | Expected here: A title.',
    ],
    [
      'is too long a text',
      'place: hall',
      'place: hall\n    books: [Das Kapital. Kritik der politischen Ökonomie]',
      '14:13 sources.books.books[0]: must have at most 20 characters | Expected here: A title.',
    ],
    [
      'is a map with a bad value',
      'place: hall',
      'place: hall\n    books: [{ title: Faust, pages: 3 }]',
      '14:36 sources.books.books[0].pages: must be a multiple of 2 | Expected here: Its pages.',
    ],
    [
      'is a map with a misspelt key',
      'place: hall',
      'place: hall\n    books: [{ titel: Faust }]',
      '14:15 sources.books.books[0].titel: is not a key that is known here | Did you mean title?',
    ],
  ]);
});
