import fc from 'fast-check';
import { BerReader, BerWriter, FilterParser } from 'ldapts';
import { describe, expect, test } from 'vitest';
import { and, equal, type Filter } from '../../../connectors/ldap/filter/filter.ts';
import { filterText } from '../../../connectors/ldap/filter/filter-text.ts';
import { parseFilter } from '../../../connectors/ldap/filter/parse-filter.ts';
import { WireFilter } from '../../../connectors/ldap/filter/wire-filter.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((each) => Buffer.from(each));
const attribute = fc.constantFrom('cn', 'displayName;lang-de', '2.5.4.3', 'x-1');
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ kind: fc.constant('present' as const), attribute }),
  fc.record({
    kind: fc.constantFrom(
      'equal' as const,
      'greater-or-equal' as const,
      'less-or-equal' as const,
      'approximate' as const,
    ),
    attribute,
    value: bytes,
  }),
  fc
    .record({
      attribute,
      initial: fc.option(bytes, { nil: undefined }),
      any: fc.array(bytes, { maxLength: 2 }),
      final: fc.option(bytes, { nil: undefined }),
    })
    .filter(({ initial, any, final }) => initial !== undefined || final !== undefined || any.length > 0)
    .map((parts): Filter => ({ kind: 'substrings', ...parts })),
  fc
    .record({
      rule: fc.option(fc.constantFrom('caseExactMatch', '1.2.840.113556.1.4.1941'), { nil: undefined }),
      attribute: fc.option(attribute, { nil: undefined }),
      dn: fc.boolean(),
      value: bytes,
    })
    .filter(({ rule, attribute: name }) => rule !== undefined || name !== undefined)
    .map((parts): Filter => ({ kind: 'matches', ...parts })),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

describe('a filter', () => {
  test('is the same when it is written and read again', () => {
    fc.assert(
      fc.property(filter, (each) => {
        expect(parseFilter(filterText(each))).toEqual(each);
      }),
    );
  });

  test('is what a server reads, by the parser of ldapts', () => {
    const ascii = '(&(objectClass=person)(!(cn=*te*st))(|(uidNumber>=5)(uidNumber<=7)(cn~=x))(cn:caseExactMatch:=a))';
    const writer = new BerWriter();
    new WireFilter(parseFilter(ascii)).write(writer);
    const read = FilterParser.parse(new BerReader(writer.buffer)).toString();
    expect(read.toLowerCase()).toBe(ascii.toLowerCase());
  });

  test.each([
    ['(cn=Lee \\2a \\c3\\a9)', Buffer.from('Lee * é')],
    ['(cn=é)', Buffer.from('é')],
    ['(objectGUID=\\00\\ff\\80)', Buffer.from([0, 255, 128])],
  ])('%s compares these bytes', (text, value) => expect(parseFilter(text)).toMatchObject({ kind: 'equal', value }));

  test('has no place in a value for another filter', () => {
    const value = fc.string({ unit: fc.constantFrom(...'*()\\\0&|!=aé\uffff') });
    fc.assert(
      fc.property(value, (each) => {
        const both = and([parseFilter('(objectClass=person)'), equal('cn', each)]);
        expect(parseFilter(filterText(both))).toEqual({
          kind: 'and',
          filters: [equal('objectClass', 'person'), equal('cn', each)],
        });
      }),
    );
  });

  test.each([
    ['', 'an opening parenthesis is missing at character 1'],
    ['cn=a', 'an opening parenthesis is missing at character 1'],
    ['(cn=a', 'a closing parenthesis is missing at character 6'],
    ['(cn=a))', 'the end of the filter is missing at character 7'],
    ['(cn=a)(cn=b)', 'the end of the filter is missing at character 7'],
    ['(&)', 'an opening parenthesis is missing at character 3'],
    ['(cn)', 'an attribute, an operator and a value is missing at character 2'],
    ['(c n=a)', 'an attribute, an operator and a value is missing at character 2'],
    ['(cn=\\2)', 'an escape such as \\2a is missing at character 5'],
    ['(cn>=a*)', 'an escape such as \\2a is missing at character 7'],
    ['(cn=a**b)', 'text between two asterisks is missing at character 5'],
    ['(:=a)', 'an attribute or a matching rule is missing at character 2'],
    [`${'(!'.repeat(60)}(cn=a)${')'.repeat(60)}`, 'a filter of no more than 50 levels is missing at character 103'],
  ])('%j is none', (text, message) => expect(() => parseFilter(text)).toThrow(message));
});
