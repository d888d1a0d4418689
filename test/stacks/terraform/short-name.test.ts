import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortName } from '../../../stacks/terraform/short-name.ts';

describe('a short name', () => {
  test.each([
    [['acme', 'people'], { length: 49 }, 'acme-people'],
    [['acme', 'people'], { length: 11 }, 'acme-people'],
    [['acme', 'people'], { length: 10 }, /^a-[0-9a-f]{8}$/],
    [['acme', 'bi-user-lists'], { length: 14 }, /^acme-[0-9a-f]{8}$/],
    [['a', 'b'], { length: 30, minimum: 6 }, /^a-b-[0-9a-f]{8}$/],
    [['acme', 'people'], { length: 63, within: 'acme-gateway' }, /^acme-people-[0-9a-f]{8}$/],
    [['acme', 'bi-users'], { length: 24, separator: '' }, /^acmebiusers[0-9a-f]{8}$/],
    [['acme', 'bi-users'], { length: 16, separator: '' }, /^acmebius[0-9a-f]{8}$/],
  ])('of %j by %j', (parts, rule, expected) => {
    expect(shortName(parts, rule)).toMatch(typeof expected === 'string' ? new RegExp(`^${expected}$`) : expected);
  });

  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}$/);
  const rule = fc.record({
    length: fc.integer({ min: 12, max: 40 }),
    separator: fc.constantFrom('', '-'),
    within: fc.option(word, { nil: undefined }),
  });
  const optional = ({ within, ...rest }: { length: number; separator: string; within: string | undefined }) => ({
    ...rest,
    ...(within !== undefined && { within }),
  });

  test('fits, and has no other characters, always', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), rule, (parts, some) => {
        const name = shortName(parts, optional(some));
        expect(name.length).toBeLessThanOrEqual(some.length);
        expect(name).toMatch(some.separator === '' ? /^[a-z][a-z0-9]*$/ : /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      }),
    );
  });

  test('is another one where the parts or the place are others', () => {
    const at = (parts: readonly string[], within?: string): string =>
      shortName(parts, { length: 20, ...(within !== undefined && { within }) });
    const names = [
      at(['acme', 'a-long-name-of-a-source']),
      at(['acme', 'a-long-name-of-another']),
      at(['acme-a', 'long-name-of-a-source']),
      at(['acme', 'people'], 'project-1'),
      at(['acme', 'people'], 'project-2'),
      at(['acme', 'people', 'project-1'], 'project-2'),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});
