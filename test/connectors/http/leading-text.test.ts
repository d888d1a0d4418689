import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leadingText } from '../../../connectors/http/leading-text.ts';

const next = leadingText('@odata.nextLink');

describe('a text at the beginning of a document', () => {
  test.each([
    ['{"@odata.context":"c","@odata.nextLink":"https://a/b?c=d","value":[{"id":', 'https://a/b?c=d'],
    [' { "a" : 1.5e3 , "b":null,"c" : true, "@odata.nextLink" : "x\\u0041\\n" ', 'xA\n'],
    ['{"@odata.nextLink":"x"}', 'x'],
    ['{"@odata.nextLink":""', ''],
  ])('%s', (beginning, found) => {
    expect(next(beginning)).toBe(found);
  });

  test.each([
    ['not yet there', '{"@odata.context":"c","@odata.nextLi'],
    ['not yet whole', '{"@odata.nextLink":"https://a/b'],
    ['after a list', '{"value":[1],"@odata.nextLink":"x"}'],
    ['in a list', '{"value":[{"@odata.nextLink":"x"}]}'],
    ['in an object', '{"value":{"@odata.nextLink":"x"}}'],
    ['in a text', '{"a":"\\"@odata.nextLink\\":\\"x\\"","b":1}'],
    ['no text', '{"@odata.nextLink":null,"a":"x"}'],
    ['another name', '{"@odataXnextLink":"x"}'],
    ['of a list', '["@odata.nextLink","x"]'],
    ['nothing', ''],
  ])('is none that stands %s', (_, beginning) => {
    expect(next(beginning)).toBeUndefined();
  });

  test('is what the whole document says, wherever it is cut', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const before = fc.dictionary(
      fc.string().filter((name) => !/^\d|__proto__|^n$/.test(name)),
      fc.oneof(scalar, fc.array(scalar)),
    );
    fc.assert(
      fc.property(before, fc.string(), fc.nat(), (members, value, cut) => {
        const document = JSON.stringify({ ...members, n: value, rows: [{ n: 'other' }] });
        const found = leadingText('n')(document.slice(0, cut % (document.length + 1)));
        expect([undefined, value]).toContain(found);
        const isLeading = Object.values(members).every((each) => !Array.isArray(each));
        expect(leadingText('n')(document)).toBe(isLeading ? value : undefined);
      }),
    );
  });

  test('takes no longer for a text without an end', () => {
    const began = performance.now();
    expect(next(`{"a":"${'\\"'.repeat(200_000)}`)).toBeUndefined();
    expect(next(`{${'"a":1,'.repeat(60_000)}`)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
