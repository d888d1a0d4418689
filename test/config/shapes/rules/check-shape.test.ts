import { describe, expect, test } from 'vitest';
import { printed, problemsOf } from '../problems-of.ts';

/** A file in which one definition is the shape in question. */
const fileWith = (shape: string): string => `endpoints:
  GET /a: { answer: { $ref: '#/$defs/x' } }
$defs:
  text: { type: string }
  x: ${shape}
`;

describe('a shape is refused that has', () => {
  test.each<[title: string, shape: string, ...problems: string[]]>([
    [
      'an unknown keyword',
      '{ type: object, propertes: {} }',
      '$defs.x.propertes: is not a key that is known here | Did you mean properties?',
    ],
    [
      'a keyword of JSON Schema that is not there',
      '{ oneOf: [{ type: string }] }',
      '$defs.x.oneOf: is not a key that is known here | Write anyOf: the first choice that fits is taken.',
    ],
    [
      'a keyword of OpenAPI',
      '{ type: string, nullable: true }',
      "$defs.x.nullable: is not a key that is known here | Write, for example: type: [string, 'null']",
    ],
    [
      'a boolean schema',
      'true',
      '$defs.x: must be a shape, such as { type: string }: what has no shape does not pass | Write, for example: x: { type: string }',
    ],
    [
      'the empty schema',
      '{}',
      '$defs.x: does not say its type, so that nothing would leave | Write, for example: type: string',
    ],
    [
      'a boolean schema inside',
      '{ type: object, properties: { a: true } }',
      '$defs.x.properties.a: must be a shape, such as { type: string }: what has no shape does not pass | Write, for example: a: { type: string }',
    ],
    [
      'additionalProperties: true',
      '{ type: object, additionalProperties: true }',
      '$defs.x.additionalProperties: must be false, or the shape of the values, such as { type: string } | Write false.',
    ],
    [
      'an unknown type',
      '{ type: strng }',
      '$defs.x.type: is none of the values that may stand here | Did you mean string? Write one of: object, array, string, number, integer, boolean, null.',
    ],
    [
      'null without quotes',
      '{ type: [string, null] }',
      '$defs.x.type[1]: is null for YAML: the type is written in quotes, "null" | Write one of: object, array, string, number, integer, boolean, null.',
    ],
    ['a type twice', '{ type: [string, string] }', '$defs.x.type: names a type twice | Name each once.'],
    ['no types', '{ type: [] }', '$defs.x.type: must not be empty | Write, for example: type: string'],
    [
      'a treatment on an object',
      '{ type: object, properties: { a: { type: string } }, treatment: pseudonym }',
      '$defs.x.treatment: can not be pseudonym: an object or array has no treatment but drop | Write it to the properties that it is for.',
    ],
    [
      'keep on an object',
      '{ type: object, properties: { a: { type: string } }, treatment: keep }',
      '$defs.x.treatment: can not be keep: an object or array has no treatment but drop | Write it to the properties that it is for.',
    ],
    [
      'a treatment on an array',
      '{ type: array, items: { type: string }, treatment: redact }',
      '$defs.x.treatment: can not be redact: an object or array has no treatment but drop | Write it to items.',
    ],
    [
      'a treatment on a boolean',
      '{ type: boolean, treatment: pseudonym }',
      '$defs.x.treatment: can not be pseudonym: it works on text or a number, not on true or false | Choose keep or drop, or write the types apart with anyOf.',
    ],
    [
      'a treatment on null',
      "{ type: 'null', treatment: length }",
      '$defs.x.treatment: can not be length: it works on text, not on null | Choose keep or drop, or write the types apart with anyOf.',
    ],
    [
      'a treatment on text or a boolean',
      '{ type: [string, boolean], treatment: pseudonym }',
      '$defs.x.treatment: can not be pseudonym: it works on text or a number, not on true or false | Choose keep or drop, or write the types apart with anyOf.',
    ],
    [
      'a treatment of text on a number',
      '{ type: integer, treatment: length }',
      '$defs.x.treatment: can not be length: it works on text, not on a whole number | Choose keep or drop, or write the types apart with anyOf.',
    ],
    [
      'a treatment of text on text or a number',
      '{ type: [string, number], treatment: redact }',
      '$defs.x.treatment: can not be redact: it works on text, not on a number | Choose keep or drop, or write the types apart with anyOf.',
    ],
    [
      'a treatment that makes nothing of the format',
      '{ type: string, format: date, treatment: domain }',
      '$defs.x.treatment: can not be domain: text of format date is never of that kind | Change one of the two.',
    ],
    [
      'another treatment that makes nothing of the format',
      '{ type: string, format: email, treatment: hash-ip }',
      '$defs.x.treatment: can not be hash-ip: text of format email is never of that kind | Change one of the two.',
    ],
    [
      'an unknown treatment',
      '{ type: string, treatment: pseudonim }',
      '$defs.x.treatment: is none of the values that may stand here | Did you mean pseudonym? Write one of: keep, pseudonym, pseudonym-reversible, domain, length, hash-ip, redact, drop.',
    ],
    [
      'a treatment beside $ref',
      "{ $ref: '#/$defs/text', treatment: drop }",
      '$defs.x.treatment: stands beside $ref, which stands alone | Remove it, or write the shape out in place of $ref.',
    ],
    [
      'a const of another type',
      '{ type: string, const: 7 }',
      '$defs.x.const: is a whole number, and the type is text: it can never be | Put it in quotes: "7".',
    ],
    [
      'an enum with a value of another type',
      '{ type: integer, enum: [1, 1.5, a] }',
      '$defs.x.enum[1]: is a number, and the type is a whole number: it can never be | Remove it, or change the type.',
      '$defs.x.enum[2]: is text, and the type is a whole number: it can never be | Remove it, or change the type.',
    ],
    [
      'an empty enum',
      '{ type: string, enum: [] }',
      '$defs.x.enum: must not be empty | Write, for example: enum: [ open, closed ]',
    ],
    [
      'an enum with an object',
      '{ enum: [{ a: 1 }] }',
      '$defs.x.enum[0]: must be text or a number or true or false or null, not a map (key: value) | ',
    ],
    [
      'const that is not in enum',
      '{ const: a, enum: [b] }',
      '$defs.x.const: is not in enum: no value fits | Keep one of the two.',
    ],
    [
      'a number that is not exact',
      '{ const: 12345678901234567890 }',
      '$defs.x.const: is a number that loses its last digits | Numbers here have 15 digits at most.',
    ],
    [
      'a value outside of the limits',
      '{ type: integer, enum: [1, 5], maximum: 3 }',
      '$defs.x.enum[1]: is outside of the limits beside it: it can never be | Change one of the two.',
    ],
    [
      'text outside of the limits',
      '{ type: string, const: abc, maxLength: 2 }',
      '$defs.x.const: is outside of the limits beside it: it can never be | Change one of the two.',
    ],
    [
      'properties of text',
      '{ type: string, properties: { a: { type: string } } }',
      '$defs.x.properties: says nothing about text: it is for an object | Remove it, or change the type.',
    ],
    [
      'items of an object',
      '{ type: object, properties: {}, items: { type: string } }',
      '$defs.x.items: says nothing about an object: it is for an array | Remove it, or change the type.',
    ],
    [
      'a format of a number',
      '{ type: integer, format: date }',
      '$defs.x.format: says nothing about a whole number: it is for text | Remove it, or change the type.',
    ],
    [
      'an unknown format',
      '{ type: string, format: datetime }',
      '$defs.x.format: is none of the values that may stand here | Did you mean date-time? Write one of: date-time, date, time, duration, email, hostname, ipv4, ipv6, uri, uri-reference, uuid.',
    ],
    [
      'a pattern of a boolean',
      '{ type: boolean, pattern: a }',
      '$defs.x.pattern: says nothing about true or false: it is for text | Remove it, or change the type.',
    ],
    [
      'a minimum of text',
      '{ type: string, minimum: 1 }',
      '$defs.x.minimum: says nothing about text: it is for a number | Remove it, or change the type.',
    ],
    [
      'a length of a number',
      '{ type: number, maxLength: 1 }',
      '$defs.x.maxLength: says nothing about a number: it is for text | Remove it, or change the type.',
    ],
    [
      'minimum above maximum',
      '{ type: integer, minimum: 3, maximum: 2 }',
      '$defs.x.minimum: leaves no number up to maximum | Change one of the two.',
    ],
    [
      'no whole number in between',
      '{ type: integer, minimum: 1.2, maximum: 1.8 }',
      '$defs.x.minimum: leaves no number up to maximum | Change one of the two.',
    ],
    [
      'minLength above maxLength',
      '{ type: string, minLength: 3, maxLength: 2 }',
      '$defs.x.minLength: leaves no text up to maxLength | Change one of the two.',
    ],
    [
      'a length below 0',
      '{ type: string, minLength: -1 }',
      '$defs.x.minLength: must be at least 0 | Write, for example: minLength: 1',
    ],
    [
      'a reference to nothing',
      "{ $ref: '#/$defs/txt' }",
      '$defs.x.$ref: leads to nothing: $defs has no such name | Did you mean #/$defs/text?',
    ],
    [
      'a reference to something of an object',
      "{ $ref: '#/$defs/toString' }",
      '$defs.x.$ref: leads to nothing: $defs has no such name | Write a shape of that name under $defs.',
    ],
    [
      'a reference to another file',
      "{ $ref: './other.yaml#/a' }",
      '$defs.x.$ref: must be #/$defs/ and the name of a definition in this file | Write, for example: $ref: "#/$defs/ticket"',
    ],
    [
      'a reference into a shape',
      "{ $ref: '#/$defs/text/items' }",
      '$defs.x.$ref: must be #/$defs/ and the name of a definition in this file | Write, for example: $ref: "#/$defs/ticket"',
    ],
    [
      'a reference to the whole file',
      "{ $ref: '#' }",
      '$defs.x.$ref: must be #/$defs/ and the name of a definition in this file | Write, for example: $ref: "#/$defs/ticket"',
    ],
    [
      'a reference without quotes',
      '{ $ref: #/$defs/text\n  }',
      '$defs.x.$ref: has no value | Write, for example: $ref: "#/$defs/ticket"',
    ],
    [
      'a reference with siblings',
      "{ $ref: '#/$defs/text', type: string, description: a note may stand here }",
      '$defs.x.type: stands beside $ref, which stands alone | Remove it, or write the shape out in place of $ref.',
    ],
    [
      'a circle',
      "{ $ref: '#/$defs/x' }",
      '$defs.x.$ref: comes back to itself with nothing in between, so that it never says a type | Break the circle.',
    ],
    [
      'a circle of several',
      "{ $ref: '#/$defs/y' }\n  y: { anyOf: [{ type: integer }, { $ref: '#/$defs/x' }] }",
      '$defs.x.$ref: comes back to itself with nothing in between, so that it never says a type | Break the circle.',
      '$defs.y.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
      '$defs.y.anyOf[1].$ref: comes back to itself with nothing in between, so that it never says a type | Break the circle.',
    ],
    [
      'no choices',
      '{ anyOf: [] }',
      '$defs.x.anyOf: must not be empty | Write, for example: anyOf: [ { type: string }, { type: "null" } ]',
    ],
    [
      'choices beside a type',
      '{ type: string, anyOf: [{ type: string }] }',
      '$defs.x.type: stands beside anyOf, which stands alone | Write it into each choice it is for.',
    ],
    [
      'a choice after one that takes all text',
      '{ anyOf: [{ type: string }, { enum: [a, b] }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'a choice that is there already',
      "{ anyOf: [{ $ref: '#/$defs/text' }, { type: 'null' }, { type: string, format: date }] }",
      '$defs.x.anyOf[2]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'whole numbers after numbers',
      '{ anyOf: [{ type: number }, { type: integer, minimum: 1 }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'a value of an earlier enum',
      '{ anyOf: [{ enum: [a, b] }, { const: a }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'objects with nothing that tells them apart',
      '{ anyOf: [{ type: object, properties: { a: { type: string } } }, { type: object, properties: { b: { type: string } } }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'objects with the same const',
      '{ anyOf: [{ type: object, properties: { k: { const: a }, a: { type: string } } }, { type: object, properties: { k: { const: a } } }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'objects whose maps take all',
      '{ anyOf: [{ type: object, additionalProperties: { type: string } }, { type: object, properties: { a: { type: string } } }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'arrays of the same',
      '{ anyOf: [{ type: array, items: { type: number } }, { type: array, items: { type: integer } }] }',
      '$defs.x.anyOf[1]: is never reached: a choice before it takes all that would fit here | Tell them apart by const or enum in a property, or by required; or put the choice that says more first; or remove it.',
    ],
    [
      'a required property that is not named',
      '{ type: object, properties: { a: { type: string } }, required: [a, b] }',
      '$defs.x.required[1]: is not one of the properties | Name it in properties, or remove it here.',
    ],
    [
      'patterns without redact',
      "{ type: string, patterns: ['a'] }",
      '$defs.x.patterns: is for treatment redact only | Add treatment: redact.',
    ],
    [
      'known without redact',
      '{ type: string, treatment: pseudonym, known: [email] }',
      '$defs.x.known: is for treatment redact only | Add treatment: redact.',
    ],
    [
      'an unknown kind of text',
      '{ type: string, treatment: redact, known: [mail] }',
      '$defs.x.known[0]: is none of the values that may stand here | Did you mean email? Write one of: email, phone, ip, url, iban, card.',
    ],
    [
      'a pattern that RE2 does not know',
      "{ type: string, pattern: 'a(?=b)' }",
      '$defs.x.pattern: is not a regular expression of RE2 (invalid or unsupported Perl syntax) | RE2 has no look-around and no back-references: https://github.com/google/re2/wiki/Syntax',
    ],
    [
      'a pattern that is not closed',
      "{ type: string, treatment: redact, patterns: ['a', '(b'] }",
      '$defs.x.patterns[1]: is not a regular expression of RE2 (missing closing )) | RE2 has no look-around and no back-references: https://github.com/google/re2/wiki/Syntax',
    ],
    [
      'a pattern to blot out that matches everywhere',
      "{ type: string, treatment: redact, patterns: ['a*'] }",
      '$defs.x.patterns[0]: matches empty text, which is everywhere | Let it match one character at least: + in place of *.',
    ],
    [
      'an array that says not of what',
      '{ type: array }',
      '$defs.x: does not say what the array holds, so that nothing of it would leave | Write items: {…}.',
    ],
    [
      'an object that says not with what',
      '{ type: object }',
      '$defs.x: names no property of the object, so that nothing of it would leave | Write properties: {…}.',
    ],
    [
      'keys without a map',
      '{ type: object, properties: {}, propertyNames: { type: string } }',
      '$defs.x.propertyNames: is for the keys of a map, and this is none | Add additionalProperties with the shape of its values.',
    ],
    [
      'keys that are numbers',
      '{ type: object, additionalProperties: { type: string }, propertyNames: { type: integer } }',
      '$defs.x.propertyNames: is for keys, which are text | Write type: string, or leave it out.',
    ],
    [
      'several, all at once',
      '{ type: object, required: [b], treatment: keep, properties: { a: { type: string, format: emial }, c: {} } }',
      '$defs.x.required[0]: is not one of the properties | Name it in properties, or remove it here.',
      '$defs.x.treatment: can not be keep: an object or array has no treatment but drop | Write it to the properties that it is for.',
      '$defs.x.properties.a.format: is none of the values that may stand here | Did you mean email? Write one of: date-time, date, time, duration, email, hostname, ipv4, ipv6, uri, uri-reference, uuid.',
      '$defs.x.properties.c: does not say its type, so that nothing would leave | Write, for example: type: string',
    ],
  ])('%s', (_, shape, ...problems) => {
    expect(problemsOf(fileWith(shape)).map(printed)).toEqual(problems);
    expect(problems).not.toEqual([]);
  });
});

describe('a shape may be', () => {
  test.each([
    ['the empty text', "{ const: '' }"],
    ['null', '{ const: null }'],
    ['values of several types', '{ enum: [a, 1, true, null] }'],
    ['an object by its properties alone', '{ properties: { a: { type: string } } }'],
    ['an object of nothing, said on purpose', '{ type: object, properties: {} }'],
    ['a map', '{ additionalProperties: { type: integer }, propertyNames: { type: string, treatment: pseudonym } }'],
    ['a closed object', '{ type: object, properties: { a: { type: string } }, additionalProperties: false }'],
    ['an array by its items alone', '{ items: { type: string } }'],
    ['a tuple', '{ type: array, prefixItems: [{ type: number }, { type: string }] }'],
    ['text or null, treated', "{ type: [string, 'null'], treatment: pseudonym }"],
    ['text or a number, treated', '{ type: [string, integer], treatment: pseudonym-reversible }'],
    ['a number, treated', '{ type: integer, treatment: pseudonym }'],
    ['a boolean that is kept', '{ type: boolean, treatment: keep }'],
    ['a boolean that does not leave', '{ type: boolean, treatment: drop }'],
    ['an object that does not leave, with nothing said about it', '{ type: object, treatment: drop }'],
    ['an array that does not leave', '{ type: array, treatment: drop }'],
    ['an address whose hash leaves', '{ type: string, format: ipv6, treatment: hash-ip }'],
    ['text in which something is blotted out', "{ type: string, treatment: redact, known: [email], patterns: ['A+'] }"],
    ['a whole number as one without a fraction', '{ type: number, const: 1 }'],
    ['explained', '{ $comment: c, title: t, description: d, type: string }'],
    ['a reference that is explained', "{ $ref: '#/$defs/text', description: d }"],
    ['recursive', "{ type: object, properties: { children: { type: array, items: { $ref: '#/$defs/x' } } } }"],
    ['recursive by a choice', "{ anyOf: [{ type: string }, { type: array, items: { $ref: '#/$defs/x' } }] }"],
    ['required to have a key of a map', '{ additionalProperties: { type: string }, required: [a] }'],
  ])('%s', (_, shape) => {
    expect(problemsOf(fileWith(shape)).map(printed)).toEqual([]);
  });

  const object = (properties: string, more = ''): string => `{ type: object, properties: { ${properties} }${more} }`;

  test.each([
    ['types', '{ type: string }', '{ type: integer }'],
    ['a format that comes first', '{ type: string, format: date }', '{ type: string }'],
    ['patterns', '{ type: string, pattern: a }', '{ type: string, pattern: b }'],
    ['values', '{ enum: [a, b] }', '{ enum: [b, c] }'],
    ['whole numbers that come first', '{ type: integer }', '{ type: number }'],
    ['limits', '{ type: integer, maximum: 5 }', '{ type: integer }'],
    ['a const', object('k: { const: a }'), object('k: { const: b }')],
    ['a const by reference', object("k: { $ref: '#/$defs/one' }"), object('k: { const: b }')],
    ['a const that the other does not have', object('k: { const: a }'), object('b: { type: string }')],
    ['an enum that holds more', object('k: { enum: [a] }'), object('k: { enum: [a, b] }')],
    ['what the first requires', object('a: { type: string }', ', required: [a]'), object('b: { type: string }')],
    ['the type of a property', object('id: { type: integer }'), object('id: { type: string }')],
    [
      'the type of a property within',
      object(`o: ${object('id: { type: integer }')}`),
      object(`o: ${object('id: { type: string }')}`),
    ],
    [
      'the values of a map',
      '{ additionalProperties: { type: integer } }',
      '{ additionalProperties: { type: string } }',
    ],
    ['the items of arrays', '{ items: { type: integer } }', '{ items: { type: string } }'],
    [
      'tuples, which are not looked into',
      '{ prefixItems: [{ type: integer }] }',
      '{ prefixItems: [{ type: integer }] }',
    ],
  ])('a choice of two that are told apart by %s', (_, first, second) => {
    const text = `${fileWith(`{ anyOf: [${first}, ${second}] }`)}  one: { const: a }\n`;
    expect(problemsOf(text).map(printed)).toEqual([]);
  });
});
