import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasPlainKeys } from '../../../../lambda/proxy/admission/json-keys.ts';

const check = (text: string) => hasPlainKeys(Buffer.from(text));

test.each([
  ['{}', true],
  ['{"a":1,"b":{"a":1}}', true],
  ['[{"a":1},{"a":1}]', true],
  ['{"a":"b","b":"a"}', true],
  ['{"a":["a","a"],"b":"a"}', true],
  ['{"a" : 1, "A" : 2}', true],
  ['{"a":1,"b":[{"c":{}}],"a":2}', false],
  ['{"a":1 , "a" : 2}', false],
  ['{"":1,"":2}', false],
  ['{"\\u0061":1,"a":2}', false],
  ['{"\\"":1,"\\u0022":2}', false],
  ['{"é":1,"\\u00e9":2}', false],
  ['[[{"x":{"y":[{"z":1,"z":1}]}}]]', false],
  ['{"__proto__":1,"__proto__":2}', false],
])('%s: %s', (text, expected) => {
  expect(check(text)).toBe(expected);
});

test('512 levels are not too deep, one more is', () => {
  expect(check('['.repeat(512))).toBe(true);
  expect(check('['.repeat(513))).toBe(false);
  expect(check('{"a":'.repeat(513))).toBe(false);
});

test('whatever the bytes are, it comes to an end', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\au0 '), maxLength: 40 }), (text) => {
      try {
        check(text);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
  );
});

test('a document that was written from a value has plain keys; with a repeated member it has not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, key) => {
      const text = JSON.stringify(value);
      expect(check(text)).toBe(true);
      const member = `${JSON.stringify(key)}:${text}`;
      expect(check(`{${member},"other":{${member}}}`)).toBe(key !== 'other');
      expect(check(`[{${member},${member}}]`)).toBe(false);
    }),
  );
});
