import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../config/shapes/shape.ts';
import { compileShape } from '../../../lambda/shapes/compile-shape.ts';
import { ShapeInputError } from '../../../lambda/shapes/shape-input-error.ts';
import { ShapeStream } from '../../../lambda/shapes/shape-stream.ts';
import { treatDocument } from '../../../lambda/shapes/treat-document.ts';

const treatments = {
  treatOf: ({ treatment = 'keep' }: Shape) =>
    treatment === 'keep' || treatment === 'drop' ? undefined : (text: string) => `«${text}»`,
};
const text: Shape = { type: 'string' };
const compile = (shape: Shape, defs: Readonly<Record<string, Shape>> = {}) =>
  compileShape(shape, {
    defs,
    treatments,
    pattern: (source) => {
      const expression = new RegExp(source, 'u');
      return (value) => expression.test(value);
    },
  });
const object = (properties: Readonly<Record<string, Shape>>, more: Partial<Shape> = {}): Shape => ({
  type: 'object',
  properties,
  ...more,
});
const tree: Shape = object({ name: text, children: { type: 'array', items: { $ref: '#' } } });
const user = object({ kind: { const: 'user' }, login: text });
const team = object({ kind: { enum: ['team', 'group'] }, slug: text });

describe('leaves', () => {
  test.each<[string, Shape, string, string]>([
    ['only what is named', object({ a: text }), '{"a":"x","b":"y"}', '{"a":"x"}'],
    ['nothing between commas', object({ b: text }), '{"a":1,"b":"y","c":[1,{"b":"z"}]}', '{"b":"y"}'],
    ['an empty object', object({}), '{"a":1}', '{}'],
    ['no wrong type', object({ a: text, b: text }), '{"a":5,"b":{"c":"x"}}', '{}'],
    [
      'a number to the last digit',
      object({ id: { type: 'integer' } }),
      '{"id":12345678901234567890}',
      '{"id":12345678901234567890}',
    ],
    [
      'a number as it is written',
      { type: 'array', items: { type: 'number' } },
      '[1.0,1E+2,-0,0.10]',
      '[1.0,1E+2,-0,0.10]',
    ],
    [
      'no fraction as an integer',
      { type: 'array', items: { type: 'integer' } },
      '[1.5,1.0,1e2,1e-2,1e400]',
      '[1.0,1e2]',
    ],
    [
      'escapes as they are written',
      object({ a: text }),
      '{"a":"\\u00e9\\/\\n\\"\\\\"}',
      '{"a":"\\u00e9\\/\\n\\"\\\\"}',
    ],
    ['a name that is written with escapes', object({ name: text }), '{"n\\u0061me":"x"}', '{"n\\u0061me":"x"}'],
    ['a name beyond ASCII', object({ größe: text }), '{"größe":"x","gr\\u00f6\\u00dfe":"y"}', '{"größe":"x"}'],
    [
      'names of JavaScript',
      object({ __proto__x: text, constructor: text }),
      '{"__proto__":"x","constructor":"y","toString":"z"}',
      '{"constructor":"y"}',
    ],
    [
      'a property called __proto__',
      object(JSON.parse('{"__proto__":{"type":"string"}}')),
      '{"__proto__":"x"}',
      '{"__proto__":"x"}',
    ],
    ['the first of equal names', object({ a: text }), '{"a":"x","a":"y","\\u0061":"z"}', '{"a":"x"}'],
    ['no second chance after a wrong one', object({ a: text }), '{"a":5,"a":"y"}', '{}'],
    [
      'null where it is allowed',
      object({ a: { type: ['string', 'null'] }, b: text }),
      '{"a":null,"b":null}',
      '{"a":null}',
    ],
    ['booleans', { type: 'array', items: { type: 'boolean' } }, '[true,false,null,"true"]', '[true,false]'],
    [
      'one of a list',
      { type: 'array', items: { enum: ['a', 1, null] } },
      '["a","b",1,1.0,2,null,"1"]',
      '["a",1,1.0,null]',
    ],
    ['only true', object({ a: { const: true } }), '{"a":false}', '{}'],
    [
      'the form of a format',
      { type: 'array', items: { type: 'string', format: 'date' } },
      '["2024-02-29","2023-02-29"]',
      '["2024-02-29"]',
    ],
    [
      'the length of a text in characters',
      { type: 'array', items: { type: 'string', maxLength: 2 } },
      '["😀😀","abc"]',
      '["😀😀"]',
    ],
    ['what matches a pattern', { type: 'array', items: { type: 'string', pattern: '^a' } }, '["ab","ba"]', '["ab"]'],
    ['a range', { type: 'array', items: { type: 'number', minimum: 1, maximum: 2 } }, '[0.5,1,2,3]', '[1,2]'],
    [
      'a treated text',
      object({ a: { type: 'string', treatment: 'pseudonym' } }),
      '{"a":"x\\ty","b":1}',
      '{"a":"«x\\ty»"}',
    ],
    [
      'a treated number as text',
      object({ a: { type: 'integer', treatment: 'pseudonym' } }),
      '{"a":12345678901234567890}',
      '{"a":"«12345678901234567890»"}',
    ],
    [
      'nothing that is dropped',
      object({ a: { type: 'string', treatment: 'drop' }, b: text }),
      '{"a":"x","b":"y"}',
      '{"b":"y"}',
    ],
    [
      'the values of a map',
      object({}, { additionalProperties: { type: 'integer' } }),
      '{"x":1,"y":"2","z":3}',
      '{"x":1,"z":3}',
    ],
    [
      'named properties beside a map',
      object({ a: text }, { additionalProperties: { type: 'integer' } }),
      '{"a":1,"b":2}',
      '{"b":2}',
    ],
    [
      'the keys of a map, treated',
      object({}, { additionalProperties: text, propertyNames: { type: 'string', treatment: 'pseudonym' } }),
      '{"ada@example.com":"x","b":{}}',
      '{"«ada@example.com»":"x"}',
    ],
    [
      'the keys of a map that fit',
      object({}, { additionalProperties: text, propertyNames: { enum: ['a'] } }),
      '{"a":"x","b":"y"}',
      '{"a":"x"}',
    ],
    ['a tuple by place', { type: 'array', prefixItems: [text, { type: 'integer' }] }, '["a",1,"b"]', '["a",1]'],
    [
      'a tuple up to its first gap',
      { type: 'array', prefixItems: [text, { type: 'integer' }, text] },
      '["a","b","c"]',
      '["a"]',
    ],
    [
      'items behind a tuple',
      { type: 'array', prefixItems: [text], items: { type: 'integer' } },
      '["a",1,"b",2]',
      '["a",1,2]',
    ],
    [
      'a tree of any depth',
      tree,
      '{"name":"a","x":1,"children":[{"name":"b","children":[{"x":1}]}]}',
      '{"name":"a","children":[{"name":"b","children":[{}]}]}',
    ],
    [
      'the choice that its value names',
      { anyOf: [user, team] },
      '{"slug":"s","login":"l","kind":"group"}',
      '{"slug":"s","kind":"group"}',
    ],
    [
      'no choice that no value names',
      { type: 'array', items: { anyOf: [user, team] } },
      '[{"kind":"robot","login":"l"},{"login":"l"}]',
      '[]',
    ],
    [
      'the first choice that fits',
      { anyOf: [object({ a: text }, { required: ['a'] }), object({ b: text })] },
      '{"b":"x","c":"y"}',
      '{"b":"x"}',
    ],
    [
      'one choice for each kind',
      { type: 'array', items: { anyOf: [text, object({ a: text }), { type: 'null' }] } },
      '["x",{"a":"y","b":1},null,1]',
      '["x",{"a":"y"},null]',
    ],
    [
      'the first fitting rule of a text',
      { type: 'array', items: { anyOf: [{ const: 'all' }, { type: 'string', treatment: 'pseudonym' }] } },
      '["all","ada"]',
      '["all","«ada»"]',
    ],
    [
      'a choice between arrays',
      {
        anyOf: [
          { type: 'array', items: text },
          { type: 'array', items: { type: 'integer' } },
        ],
      },
      '[1,2]',
      '[1,2]',
    ],
    [
      'white space and all',
      object({ a: text, c: text }),
      ' {\r\n "a" : "x" ,\t"b" : 1 , "c" : "y" } \n',
      '{\r\n "a" : "x","c" : "y" }',
    ],
    ['a document behind a byte order mark', object({ a: text }), '\ufeff{"a":"x"}', '{"a":"x"}'],
    ['a scalar document', text, '"x"', '"x"'],
    ['a number that ends with the document', { type: 'integer' }, '42', '42'],
    ['nothing of another kind', text, '{"a":"x"}', ''],
  ])('%s', (_, shape, document, expected) => {
    expect(treatDocument(compile(shape), Buffer.from(document)).bytes.toString()).toBe(expected);
  });
});

test('fields are counted by what became of them', () => {
  const shape = object({
    id: { type: 'integer' },
    mail: { type: 'string', treatment: 'pseudonym' },
    secret: { type: 'string', treatment: 'drop' },
    address: object({ city: text }),
    tags: { type: 'array', items: text },
  });
  const document = {
    id: 1,
    mail: 'a@b.example',
    secret: 's',
    unnamed: { deep: [1, 2, 3] },
    address: 'a text',
    tags: ['a', 5, null, { b: 1 }],
  };
  const { counts } = treatDocument(compile(shape), Buffer.from(JSON.stringify(document)));
  expect(counts).toEqual({ kept: 2, treated: 1, dropped: 2, unfit: 4 });
});

test('links are rewritten or taken out, and other texts are not asked about', () => {
  const shape = object({
    next: { type: 'string', format: 'uri' },
    self: { type: 'string', format: 'uri' },
    name: text,
  });
  const link = (url: string) => (url.includes('next') ? url.replace('api.example', 'gate.example') : undefined);
  const document = { next: 'https://api.example/next', self: 'https://api.example/self', name: 'https://x.example/' };
  const { bytes, counts } = treatDocument(compile(shape), Buffer.from(JSON.stringify(document)), { link });
  expect(JSON.parse(bytes.toString())).toEqual({ next: 'https://gate.example/next', name: 'https://x.example/' });
  expect(counts).toEqual({ kept: 2, treated: 0, dropped: 0, unfit: 1 });
});

describe('lines', () => {
  const treat = (document: string) => {
    const stream = new ShapeStream(compile(object({ a: text })), { lines: true });
    const output = Buffer.concat([stream.push(Buffer.from(document)), stream.end()]).toString();
    return { output, written: stream.written };
  };

  test.each([
    ['{"a":"x","b":1}\n{"a":"y"}\n', '{"a":"x"}\n{"a":"y"}\n', 2],
    ['{"a":"x"}\r\n\r\n5\n{"a":"y"}', '{"a":"x"}\n{"a":"y"}\n', 2],
    ['', '', 0],
    ['\n', '', 0],
  ])('%j', (document, output, written) => {
    expect(treat(document)).toEqual({ output, written });
  });

  test('a broken line is an error', () => {
    expect(() => treat('{"a":"x"}\n{"a":')).toThrow(ShapeInputError);
  });
});

describe('refuses', () => {
  const anything = compile(object({ a: text }));
  const codeOf = (document: Buffer) => {
    try {
      treatDocument(anything, document);
      return 'read';
    } catch (error) {
      return error instanceof ShapeInputError ? error.code : String(error);
    }
  };

  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.from(''), 'json-invalid'],
    ['half a document', Buffer.from('{"a":"x"'), 'json-invalid'],
    ['two documents', Buffer.from('{}{}'), 'json-invalid'],
    ['a comma too many', Buffer.from('{"a":"x",}'), 'json-invalid'],
    ['brackets that do not match, in what does not leave', Buffer.from('{"b":[}'), 'json-invalid'],
    ['text that is not UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), 'json-invalid'],
    ['a character that is cut off', Buffer.from([0x22, 0xe2, 0x82, 0x22]), 'json-invalid'],
    ['UTF-16', Buffer.from('{"a":"x"}', 'utf16le'), 'json-invalid'],
    ['HTML', Buffer.from('<html></html>'), 'json-invalid'],
    ['513 levels', Buffer.from('['.repeat(513)), 'json-too-deep'],
    ['a text of 17 MiB that does not end', Buffer.from(`{"a":"${'x'.repeat(17 << 20)}`), 'json-too-long'],
  ])('%s', (_, document, code) => {
    expect(codeOf(document)).toBe(code);
  });

  test('and says where, but repeats nothing', () => {
    const message = String(
      (() => {
        try {
          return treatDocument(anything, Buffer.from('{"a":"x","b":secret}'));
        } catch (error) {
          return error;
        }
      })(),
    );
    expect(message).toBe('ShapeInputError: the document is not valid JSON in UTF-8 (noticed at byte 8)');
  });
});

describe('large documents', () => {
  test('an array of a million elements, and one of as many levels of objects in it as are allowed', () => {
    const elements = `[${'{"a":"x","b":1},'.repeat(999_999)}{"a":"y"}]`;
    const { bytes, counts } = treatDocument(
      compile({ type: 'array', items: object({ a: text }) }),
      Buffer.from(elements),
    );
    expect(counts).toEqual({ kept: 1_000_000, treated: 0, dropped: 999_999, unfit: 0 });
    expect(bytes.length).toBe(10 * 1_000_000 + 1);
    const deep = `${'{"children":['.repeat(256)}${']}'.repeat(256)}`;
    expect(treatDocument(compile(tree), Buffer.from(deep)).bytes.toString()).toBe(deep);
  });

  test('a long text in small chunks is not read again for each of them', () => {
    const stream = new ShapeStream(compile(object({ a: text })));
    const chunk = Buffer.from('x'.repeat(1024));
    let bytes = stream.push(Buffer.from('{"a":"')).length;
    for (let at = 0; at < 8 * 1024; at++) bytes += stream.push(chunk).length;
    bytes += stream.push(Buffer.from('"}')).length + stream.end().length;
    expect(bytes).toBe(8 * 1024 * 1024 + 8);
  });
});

describe('compiling', () => {
  test('a reference to nothing is an error', () => {
    expect(() => compile({ $ref: '#/$defs/missing' })).toThrow('a shape refers to #/$defs/missing, which is not there');
  });

  test('a pattern needs something that tests it', () => {
    expect(() => compileShape({ type: 'string', pattern: 'a' }, { defs: {}, treatments })).toThrow(/pattern/);
  });

  test('names of definitions are decoded as JSON Pointers in fragments are', () => {
    const compiled = compile({ $ref: '#/$defs/a~1b%20c~0' }, { 'a/b c~': text });
    expect(treatDocument(compiled, Buffer.from('"x"')).bytes.toString()).toBe('"x"');
  });
});
