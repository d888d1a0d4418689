import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('the sources', () => {
  testChanges(good, [
    [
      'are none',
      'sources:\n',
      'sources: {}\nold:\n',
      '10:10 sources: has no source: there is nothing to serve | ',
      '11:1 old: is not a key that is known here | The keys here are: gateway, vendor, sources, sync, relay, network, monitoring, tags, deploy.',
    ],
    [
      'are a list',
      '  books:\n    connector: shelf',
      '  - connector: shelf',
      '17:1 : the indentation does not fit, or a bracket or brace before this is not closed | Begin all keys of one map in the same column, and close every bracket and brace.',
    ],
  ]);
});

describe('a source', () => {
  testChanges(good, [
    [
      'has no value',
      '{ connector: crate, serve: [import], label: old }',
      '',
      '18:3 sources.boxes: has no value | Expected here: A system that data is fetched from.',
    ],
    [
      'is a text',
      '{ connector: crate, serve: [import], label: old }',
      'crate',
      '18:10 sources.boxes: must be a map (key: value), not text | Expected here: A system that data is fetched from.',
    ],
    [
      'has a misspelt connector',
      'connector: crate',
      'connector: create',
      '18:23 sources.boxes.connector: is not a connector that is known here | Did you mean crate? Write one of: shelf, crate.',
    ],
    [
      'has a connector like none',
      'connector: crate',
      'connector: oracle',
      '18:23 sources.boxes.connector: is not a connector that is known here | Write one of: shelf, crate.',
    ],
    [
      'has a misspelt connector and other problems',
      '{ connector: crate, serve: [import], label: old }',
      '{ connector: create, publicUrl: http://a.example, claims: { source_id: 42 } }',
      '18:23 sources.boxes.connector: is not a connector that is known here | Did you mean crate? Write one of: shelf, crate.',
      '18:42 sources.boxes.publicUrl: must begin with https:// | Write, for example: publicUrl: https://gateway.acme.example/people',
      '18:81 sources.boxes.claims.source_id: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "42".',
    ],
    [
      'has no connector',
      'connector: crate, ',
      '',
      '18:10 sources.boxes.connector: is missing | Write one of: shelf, crate.',
    ],
    [
      'is served in an unknown mode',
      'serve: [import]',
      'serve: [proxy]',
      '18:38 sources.boxes.serve[0]: is no way that the connector crate can be served in | Write import.',
    ],
    [
      'is served in no mode',
      'serve: [import]',
      'serve: []',
      '18:37 sources.boxes.serve: must not be empty | Write, for example: serve: [ import ]',
    ],
    [
      'is served in one mode twice',
      'serve: [import]',
      'serve: [import, import]',
      '18:37 sources.boxes.serve: names a mode twice | Write, for example: serve: [ import ]',
    ],
    [
      'is served in a mode outside a list',
      'serve: [import]',
      'serve: import',
      '18:37 sources.boxes.serve: must be a list, not text | Write, for example: serve: [ import ]',
    ],
    [
      'has a public URL without https',
      'https://gateway.acme.example/books',
      'http://gateway.acme.example/books',
      '17:16 sources.books.publicUrl: must begin with https:// | Write, for example: publicUrl: https://gateway.acme.example/people',
    ],
    [
      'has a public URL with a query',
      'https://gateway.acme.example/books',
      'https://gateway.acme.example/?source=books',
      '17:16 sources.books.publicUrl: must not have a query (the part from "?" on) | Write, for example: publicUrl: https://gateway.acme.example/people',
    ],
    [
      'has the public URL of another',
      'label: old',
      "label: old, publicUrl: 'https://GATEWAY.acme.example:443/books/'",
      '18:70 sources.boxes.publicUrl: is that of sources.books too | Give each source an address of its own.',
    ],
    [
      'has a public URL below that of another, which is right',
      'label: old',
      'label: old, publicUrl: https://gateway.acme.example/books/old',
    ],
  ]);
});
