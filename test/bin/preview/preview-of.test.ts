import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PreviewNode } from '../../../bin/preview/preview.ts';
import { previewOf } from '../../../bin/preview/preview-of.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { ShapeInputError } from '../../../lambda/shapes/shape-input-error.ts';
import { arbitraryCase, type Case } from '../../lambda/shapes/arbitrary-shape.ts';
import { optionsFor } from './stand-in-treatments.ts';

const bytesOf = (document: unknown) => Buffer.from(JSON.stringify(document));
const gone = Symbol('gone');

/** What the nodes say was there, or what they say leaves. */
const rebuilt = (node: PreviewNode, side: 'original' | 'leaving'): unknown => {
  if (side === 'leaving' && node.leaving === undefined) return gone;
  if (node.kind === 'scalar') return JSON.parse(side === 'original' ? node.original : node.leaving!);
  const members = node.children
    .map(
      (child) => [side === 'leaving' ? (child.leavingName ?? child.name) : child.name, rebuilt(child, side)] as const,
    )
    .filter(([, value]) => value !== gone);
  return node.kind === 'array' ? members.map(([, value]) => value) : Object.fromEntries(members);
};

describe('for random shapes and documents', () => {
  const check = (law: (value: Case) => void) => fc.assert(fc.property(arbitraryCase, law), { numRuns: 300 });

  test('it shows the answer as it was, and exactly what leaves', () => {
    check(({ shape, defs, documents }) => {
      for (const document of documents) {
        const bytes = bytesOf(document);
        const { nodes, leaving } = previewOf(bytes, optionsFor(shape, { defs }));
        const text = Buffer.from(leaving).toString();
        expect(rebuilt(nodes[0]!, 'original')).toEqual(JSON.parse(bytes.toString()));
        expect(rebuilt(nodes[0]!, 'leaving')).toEqual(text === '' ? gone : JSON.parse(text));
      }
    });
  });

  test('each field is told once by its path, and what does not leave as it was has a reason', () => {
    check(({ shape, defs, documents }) => {
      for (const document of documents) {
        const { nodes, counts, fields } = previewOf(bytesOf(document), optionsFor(shape, { defs, elements: 1 }));
        for (const outcome of ['kept', 'treated', 'dropped', 'unfit'] as const) {
          expect(fields.reduce((sum, field) => sum + field.counts[outcome], 0)).toBe(counts[outcome]);
        }
        for (const field of fields) {
          const { kept, ...changed } = field.counts;
          if (Object.values(changed).some((count) => count > 0)) expect(field.reasons).not.toEqual([]);
          else expect([kept > 0, field.reasons]).toEqual([true, []]);
        }
        expect(nodes.length).toBe(1);
      }
    });
  });
});

const only = (document: unknown, shape: Shape, defs: Readonly<Record<string, Shape>> = {}) => {
  const { nodes } = previewOf(bytesOf(document), optionsFor(shape, { defs }));
  const leaves: [string, string, string][] = [];
  const walk = ({ name, outcome, reason, children }: PreviewNode): void => {
    if (reason) leaves.push([name, outcome, reason]);
    for (const child of children) walk(child);
  };
  walk(nodes[0]!);
  return leaves;
};

const of = (properties: Readonly<Record<string, Shape>>): Shape => ({ type: 'object', properties });

describe('reasons', () => {
  test.each<[string, unknown, Shape, [string, string]]>([
    ['no shape names it', { a: 1 }, of({}), ['dropped', 'not named']],
    ['a container that no shape names', { a: { b: 1 } }, of({}), ['dropped', 'not named']],
    ['drop', { a: 'x' }, of({ a: { type: 'string', treatment: 'drop' } }), ['dropped', 'drop']],
    ['a treatment', { a: 'x' }, of({ a: { type: 'string', treatment: 'length' } }), ['treated', 'length']],
    [
      'one of two treatments',
      { a: 'x' },
      of({
        a: {
          anyOf: [
            { type: 'string', treatment: 'length' },
            { type: 'integer', treatment: 'pseudonym' },
          ],
        },
      }),
      ['treated', 'length or pseudonym'],
    ],
    ['another type', { a: 'x' }, of({ a: { type: 'integer' } }), ['unfit', 'is not an integer']],
    ['another container', { a: [1] }, of({ a: of({}) }), ['unfit', 'is not an object']],
    ['one of two types', { a: true }, of({ a: { type: ['string', 'null'] } }), ['unfit', 'is not text or null']],
    [
      'another choice',
      { a: true },
      of({
        a: {
          anyOf: [
            { type: 'array', items: { type: 'string' } },
            { type: 'boolean', const: false },
          ],
        },
      }),
      ['unfit', 'is not a list or false'],
    ],
    [
      'too small a number',
      { a: 0 },
      of({ a: { type: 'integer', minimum: 1 } }),
      ['unfit', 'is not an integer from 1 on'],
    ],
    [
      'too large a number',
      { a: 9 },
      of({ a: { type: 'number', minimum: 1, maximum: 5 } }),
      ['unfit', 'is not a number from 1 to 5'],
    ],
    [
      'too long a text',
      { a: 'xxx' },
      of({ a: { type: 'string', maxLength: 2 } }),
      ['unfit', 'is not text up to 2 characters'],
    ],
    ['another value', { a: 'x' }, of({ a: { enum: ['p', 7, null] } }), ['unfit', 'is not "p", 7, null']],
    [
      'another form',
      { a: 'x' },
      of({ a: { type: 'string', format: 'date' } }),
      ['unfit', 'is not text in the form date'],
    ],
    ['another pattern', { a: 'no' }, of({ a: { type: 'string', pattern: '^y' } }), ['unfit', 'is not text like ^y']],
    [
      'nothing to treat',
      { a: '' },
      of({ a: { type: 'string', treatment: 'hash-ip' } }),
      ['unfit', 'is not an IP address'],
    ],
    [
      'nothing to take the domain of',
      { a: '' },
      of({ a: { type: 'string', treatment: 'domain' } }),
      ['unfit', 'is not an e-mail address or a URL'],
    ],
  ])('%s', (_, document, shape, [outcome, reason]) => {
    expect(only(document, shape)).toEqual([['a', outcome, reason]]);
  });

  test('a second property of the same name does not leave', () => {
    const { nodes } = previewOf(Buffer.from('{"a":1,"a":2}'), optionsFor(of({ a: { type: 'integer' } })));
    expect(nodes[0]!.children.map(({ original, leaving, reason }) => [original, leaving, reason])).toEqual([
      ['1', '1', ''],
      ['2', undefined, 'named twice'],
    ]);
  });

  test('what stands behind a gap in a tuple does not leave', () => {
    const shape: Shape = { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'integer' }] };
    expect(only(['x', 2], shape)).toEqual([
      ['[0]', 'unfit', 'is not an integer'],
      ['[1]', 'dropped', 'behind a gap in a tuple'],
    ]);
  });

  test('are found behind references, and inside what refers to itself', () => {
    const tree = of({
      name: { type: 'string', treatment: 'length' },
      below: { type: 'array', items: { $ref: '#/$defs/tr~1ee' } },
    });
    const document = { name: 'x', below: [{ name: 'y', id: 7 }] };
    expect(only(document, { $ref: '#/$defs/tr~1ee' }, { 'tr/ee': tree })).toEqual([
      ['name', 'treated', 'length'],
      ['name', 'treated', 'length'],
      ['id', 'dropped', 'not named'],
    ]);
    const itself = of({
      name: { type: 'string', treatment: 'length' },
      below: { type: 'array', items: { $ref: '#' } },
    });
    expect(only(document, itself)).toHaveLength(3);
  });

  test('a link that leads to the gate is kept, and says so', () => {
    const link = (text: string) => text.replace('https://source.example', 'https://gate.example');
    const shape = of({ next: { type: 'string', format: 'uri' }, other: { type: 'string', format: 'uri' } });
    const bytes = bytesOf({ next: 'https://source.example/2', other: 'https://other.example/' });
    const { nodes, counts } = previewOf(bytes, optionsFor(shape, { link }));
    expect(nodes[0]!.children).toMatchObject([
      { outcome: 'kept', leaving: '"https://gate.example/2"', reason: 'link to the gate' },
      { outcome: 'kept', leaving: '"https://other.example/"', reason: '' },
    ]);
    expect(counts).toEqual({ kept: 2, treated: 0, dropped: 0, unfit: 0 });
  });
});

describe('maps', () => {
  const map: Shape = {
    type: 'object',
    additionalProperties: of({ n: { type: 'integer' } }),
    propertyNames: { type: 'string', treatment: 'pseudonym' },
  };

  test('show names that leave changed, and count them', () => {
    const { nodes, fields } = previewOf(bytesOf({ 'ada@example.com': { n: 1 } }), optionsFor(map));
    expect(nodes[0]!.children[0]).toMatchObject({ name: 'ada@example.com', leavingName: '<pseudonym of a string>' });
    expect(fields).toMatchObject([
      { path: '* (its name)', counts: { treated: 1 }, reasons: ['pseudonym'] },
      { path: '*.n', counts: { kept: 1 } },
    ]);
  });

  test('say that a name may not leave', () => {
    expect(only({ '': { n: 1 } }, map)).toEqual([['', 'dropped', 'its name may not leave']]);
  });
});

describe('size', () => {
  test('of a long list: the first elements are shown, all are counted', () => {
    const list: Shape = {
      type: 'array',
      items: of({ id: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } }),
    };
    const document = Array.from({ length: 1_000 }, (_, id) => ({ id, name: 'x', tags: ['a', 'b', 'c'] }));
    const { nodes, counts, fields } = previewOf(bytesOf(document), optionsFor(list, { elements: 2 }));
    expect(nodes[0]).toMatchObject({ size: 1_000, children: [{ name: '[0]' }, { name: '[1]' }] });
    expect(nodes[0]!.children).toHaveLength(2);
    expect(nodes[0]!.children[0]!.children[2]).toMatchObject({ name: 'tags', size: 3, children: [{}, {}] });
    expect(counts).toEqual({ kept: 4_000, treated: 0, dropped: 1_000, unfit: 0 });
    expect(fields.map(({ path, counts }) => [path, counts.kept + counts.dropped])).toEqual([
      ['[].id', 1_000],
      ['[].name', 1_000],
      ['[].tags[]', 3_000],
    ]);
  });

  test('of lists without end: there are limits to what is shown', () => {
    const list: Shape = { type: 'array', items: { type: 'integer' } };
    const { nodes, counts } = previewOf(Buffer.from(`[1${',1'.repeat(299_999)}]`), optionsFor(list));
    expect([nodes[0]!.size, nodes[0]!.children.length, counts.kept]).toEqual([300_000, 200_000, 300_000]);
  });

  test('of many names: some paths are listed, the rest is counted', () => {
    const document = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`name${index}`, index]));
    const { fields, otherFields, counts } = previewOf(bytesOf(document), optionsFor(of({})));
    expect([fields.length, otherFields, counts.dropped]).toEqual([500, 200, 700]);
  });

  test('of lines: each is an answer of its own', () => {
    const bytes = Buffer.from('{"id":1}\n\n{"id":"x"}\n{"id":3}\n');
    const { nodes, size, leaving } = previewOf(
      bytes,
      optionsFor(of({ id: { type: 'integer' } }), { lines: true, elements: 2 }),
    );
    expect([nodes.length, size]).toEqual([2, 3]);
    expect(nodes[1]!.children).toMatchObject([{ name: 'id', outcome: 'unfit' }]);
    expect(Buffer.from(leaving).toString().match(/.+/g)).toEqual(['{"id":1}', '{}', '{"id":3}']);
  });
});

test('numbers keep their digits, and text its escapes', () => {
  const shape = of({ n: { type: 'number' }, t: { type: 'string' } });
  const { nodes } = previewOf(Buffer.from('{ "n" : 12345678901234567890.10 , "t" : "\\u0041\\n" }'), optionsFor(shape));
  expect(nodes[0]!.children.map(({ original, leaving }) => [original, leaving])).toEqual([
    ['12345678901234567890.10', '12345678901234567890.10'],
    ['"\\u0041\\n"', '"\\u0041\\n"'],
  ]);
});

test('without a shape nothing leaves', () => {
  const { nodes, counts, leaving } = previewOf(bytesOf({ a: [1] }), {
    ...optionsFor(of({})),
    shape: undefined,
    compiled: undefined,
  });
  expect([nodes[0]!.outcome, nodes[0]!.reason, leaving.length]).toEqual(['dropped', 'not named', 0]);
  expect(counts).toEqual({ kept: 0, treated: 0, dropped: 1, unfit: 0 });
});

test.each(['', '{', '{"a":1}{}', 'nul', '\u00e9'])('what is no JSON is no preview: %j', (text) => {
  expect(() => previewOf(Buffer.from(text, 'latin1'), optionsFor(of({})))).toThrow(ShapeInputError);
});
