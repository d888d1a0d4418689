import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closure } from '../../../connectors/ldap/read/closure.ts';
import {
  fileTimeText,
  generalizedTimeText,
  guidBytes,
  guidText,
  sidText,
} from '../../../connectors/ldap/read/values.ts';

describe('values of Active Directory', () => {
  test('a GUID', () => {
    expect(guidText(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))).toBe(
      '33221100-5544-7766-8899-aabbccddeeff',
    );
    expect([guidText(Buffer.alloc(15)), guidBytes('33221100')]).toEqual([undefined, undefined]);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(guidBytes(guidText(Buffer.from(bytes))!)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test.each([
    ['010500000000000515000000a065cf7e784b9b5fe77c8770091c0100', 'S-1-5-21-2127521184-1604012920-1887927527-72713'],
    ['01020000000000052000000020020000', 'S-1-5-32-544'],
    ['0102000000000005200000002002', undefined],
    ['', undefined],
  ])('the SID %s', (hex, text) => expect(sidText(Buffer.from(hex, 'hex'))).toBe(text));

  test.each([
    ['0', null],
    ['9223372036854775807', null],
    ['9223372036854775806', null],
    ['-1', null],
    ['133536834000000000', '2024-02-29T12:30:00.000Z'],
    ['116444736000000000', '1970-01-01T00:00:00.000Z'],
    ['116444735999999999', '1969-12-31T23:59:59.999Z'],
    ['2650467743999999999', '9999-12-31T23:59:59.999Z'],
    ['2650467744000000000', null],
    ['never', undefined],
    ['', undefined],
  ])('the moment %s', (text, moment) => expect(fileTimeText(text)).toBe(moment));
});

test.each([
  ['20240229123000Z', '2024-02-29T12:30:00.000Z'],
  ['20240229123000.0Z', '2024-02-29T12:30:00.000Z'],
  ['20240229123000.123456Z', '2024-02-29T12:30:00.123Z'],
  ['20240229123000+0200', '2024-02-29T10:30:00.000Z'],
  ['2024022912Z', '2024-02-29T12:00:00.000Z'],
  ['2024022912,5Z', '2024-02-29T12:30:00.000Z'],
  ['202402291230-05', '2024-02-29T17:30:00.000Z'],
  ['20240229123000', undefined],
  ['20241329123000Z', undefined],
  ['2024-02-29', undefined],
])('the generalizedTime %s', (text, moment) => expect(generalizedTimeText(text)).toBe(moment));

describe('who is in a group in any way', () => {
  const graph = fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 4 }), { minLength: 8, maxLength: 8 });

  /** Membership as it is defined: what follows from the direct ones, until nothing more follows. */
  const naive = (groups: readonly (readonly number[])[]): readonly ReadonlySet<number>[] => {
    const all = groups.map((members) => new Set(members));
    for (let grew = true; grew; ) {
      grew = false;
      for (const members of all)
        for (const member of [...members])
          for (const inner of all[member] ?? [])
            if (!members.has(inner)) {
              members.add(inner);
              grew = true;
            }
    }
    return all.map((members, group) => new Set([...members].filter((member) => member !== group)));
  };

  test('is who follows from the direct members, in circles too', () => {
    fc.assert(
      fc.property(graph, (groups) => {
        const expected = naive(groups);
        for (const group of groups.keys()) expect(closure(group, (each) => groups[each])).toEqual(expected[group]);
      }),
    );
  });
});
