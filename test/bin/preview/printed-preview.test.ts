import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { previewOf } from '../../../bin/preview/preview-of.ts';
import { printedPreview } from '../../../bin/preview/printed-preview.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { optionsFor } from './stand-in-treatments.ts';

const shape: Shape = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    email: { type: 'string', treatment: 'pseudonym' },
    score: { type: 'integer', maximum: 5 },
    tags: { type: 'array', items: { type: 'string' } },
    owner: { type: 'object', properties: { team: { type: 'string' } } },
  },
};
const answer = {
  id: 7,
  name: 'Łucja',
  email: 'ada@acme.example',
  score: 'n/a',
  tags: ['a', 'b', 'c'],
  owner: { team: '東京チーム', phone: '+44 1632 960000' },
};

const printed = (width: number, { isColored = false, document = answer as unknown, lines = false } = {}): string => {
  const bytes = Buffer.from(lines ? `${JSON.stringify(document)}\n`.repeat(3) : JSON.stringify(document));
  const preview = previewOf(bytes, optionsFor(shape, { elements: 2, lines }));
  return printedPreview(preview, bytes.length, { width, isColored });
};

test('puts what leaves beside what the source gave, with marks for those who see no colors', () => {
  expect(printed(100)).toBe(`\
           in the source       leaves the gate

  id       7                   7
- name     "Łucja"                                        not named
~ email    "ada@acme.example"  "<pseudonym of a string>"  pseudonym
! score    "n/a"                                          is not an integer up to 5
  tags     3 elements
    [0]    "a"                 "a"
    [1]    "b"                 "b"
    … 1 more element
  owner
    team   "東京チーム"        "東京チーム"
-   phone  "+44 1632 960000"                              not named

  5 kept   ~ 1 treated   - 2 dropped   ! 1 unfit
  147 B in the source, 98 B leave`);
});

test('puts one after the other where there is no room', () => {
  expect(printed(50)).toBe(`\
  id: 7
- name: "Łucja" (not named)
~ email: "ada@acme.example"
    → "<pseudonym of a string>" (pseudonym)
! score: "n/a" (is not an integer up to 5)
  tags 3 elements
    [0]: "a"
    [1]: "b"
    … 1 more element
  owner
    team: "東京チーム"
-   phone: "+44 1632 960000" (not named)

  5 kept   ~ 1 treated   - 2 dropped   ! 1 unfit
  147 B in the source, 98 B leave`);
});

describe('width', () => {
  const long = {
    ...answer,
    id: 1e21,
    email: 'x'.repeat(500),
    owner: { team: '東京'.repeat(100), phone: 'é'.repeat(300) },
  };

  test.each([60, 90, 120, 200])('no line is wider than %i columns', (width) => {
    for (const line of printed(width, { document: long }).split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test('what is cut says so', () => {
    expect(printed(100, { document: long })).toMatch(/- {3}phone.*é…/);
  });

  test('letters that belong together are not cut apart', () => {
    const family = '👩‍👩‍👧‍👦';
    const text = printed(100, { document: { ...answer, owner: { team: family.repeat(40) } } });
    expect(text.match(/team.*/)![0].replaceAll(family, '')).toMatch(/^team +"… +"…$/);
  });
});

describe('colors', () => {
  test('strike out what does not leave, and only that', () => {
    const text = printed(100, { isColored: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    const struck = [...text.matchAll(/\u001b\[9m(.*?)\u001b\[29m/g)].map(([, words]) => words);
    expect(struck).toEqual(['name', '"Łucja"', 'score', '"n/a"', 'phone', '"+44 1632 960000"']);
  });

  test('change nothing else', () => {
    expect(stripVTControlCharacters(printed(100, { isColored: true }))).toBe(printed(100));
    expect(stripVTControlCharacters(printed(50, { isColored: true }))).toBe(printed(50));
  });
});

describe('values and names of the answer', () => {
  test('can not speak to the terminal', () => {
    const hostile = { 'a\u001b[2J\u202e': 'b\u009b31m\u202ec\u2028d\u0007e\u200bf', id: 1 };
    const text = printed(160, { document: hostile });
    expect(text).toContain('a\\u001b[2J\\u202e');
    expect(text).toContain('b\\u009b31m\\u202ec\\u2028d\\u0007e\\u200bf');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

test('lines stand below each other', () => {
  const text = printed(100, { lines: true });
  expect(text).toMatch(/^ {2}line 1$[\s\S]*^ {4}id +7 +7$[\s\S]*^ {2}line 2$/m);
  expect(text).toMatch(/^ {2}… 1 more line$/m);
});

test('an answer that is one value has a line', () => {
  expect(printed(80, { document: 'x' })).toMatch(/^! the answer +"x" +is not an object/m);
});
