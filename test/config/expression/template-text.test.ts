import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOneExpression, literalText, type TextPart, textParts } from '../../../config/expression/template-text.ts';

const holds = (expression: string): TextPart => ({ expression });

describe('a text is taken apart', () => {
  test.each<[string, ...TextPart[]]>([
    ['', ''],
    ['Ghent', 'Ghent'],
    ['$', '$'],
    ['$ {user.email}', '$ {user.email}'],
    ['{user.email}', '{user.email}'],
    ['${user.email}', holds('user.email')],
    ['${user.last}, ${user.first}', holds('user.last'), ', ', holds('user.first')],
    ['${user.a}${user.b}', holds('user.a'), holds('user.b')],
    ['mailto:${user.email}', 'mailto:', holds('user.email')],
    ['$${user.email}', '${user.email}'],
    ['a $${ b ${user.c}', 'a ${ b ', holds('user.c')],
    ['$$${', '$${'],
    ['${"$"}${user.price}', holds('"$"'), holds('user.price')],
    ['${{"a": {"b": 1}}["a"]}!', holds('{"a": {"b": 1}}["a"]'), '!'],
    ['${"}"}', holds('"}"')],
    [`\${'}'}`, holds("'}'")],
    ['${"\\"}"}', holds('"\\"}"')],
    ['${"""a"}b"""}c', holds('"""a"}b"""'), 'c'],
    ["${'''}'''}", holds("'''}'''")],
    ['${r"}"}', holds('r"}"')],
    ['${user.a // }\n}', holds('user.a // }\n')],
    ['${user.a / user.b}', holds('user.a / user.b')],
    ['${"${user.a}"}', holds('"${user.a}"')],
  ])('%j', (text, ...parts) => {
    expect(textParts(text)).toEqual(parts);
  });

  test.each(['${', 'a ${user.email', '${{}', '${user.a // }'])('%j has no end', (text) => {
    expect(() => textParts(text)).toThrow(
      expect.objectContaining({
        message: 'has an expression without end',
        remedy: 'Close it with }. Where ${ itself is meant, write $${.',
      }),
    );
  });
});

test.each([
  ['${user.tags}', true],
  ['${{"a": 1}}', true],
  ['${user.tags', true],
  ['${user.a}${user.b}', false],
  ['${user.a} ', false],
  ['$${user.a}', false],
  ['a', false],
])('%j is one expression alone: %j', (text, isOne) => {
  expect(isOneExpression(text)).toBe(isOne);
});

/** Texts made of what could be mistaken. */
const texts = fc
  .array(fc.constantFrom('$', '{', '}', '${', '$${', 'a', '"', "'", '\\', '//', '\n', 'é', '\u{1f600}'))
  .map((parts) => parts.join(''));
/** Expressions whose texts and maps hold every brace. */
const expressions = fc.oneof(
  texts.map((text) => JSON.stringify(text)),
  texts.map((text) => `{"a": ${JSON.stringify(text)}}["a"]`),
  fc.constantFrom('user.email', '{"a": {}}', "'}'", '[1, {"b": 2}]'),
);

test('a text that is written as it is comes back as it is', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(textParts(literalText(text))).toEqual([text]);
    }),
  );
});

test('parts that are put together come back', () => {
  const parts = fc.array(
    fc.oneof(
      texts.filter((text) => text !== '' && !text.endsWith('$')),
      expressions.map(holds),
    ),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(parts, (written) => {
      const text = written
        .map((part) => (typeof part === 'string' ? literalText(part) : `\${${part.expression}}`))
        .join('');
      const joined: TextPart[] = [];
      for (const part of written) {
        const last = joined.at(-1);
        if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
        else joined.push(part);
      }
      expect(textParts(text)).toEqual(joined);
    }),
  );
});
