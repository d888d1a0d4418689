import { expect, test } from 'vitest';
import { literal } from '../../../stacks/terraform/literal.ts';

test.each([
  ['plain', 'plain'],
  ['a ${b} and %{ if c }', 'a $${b} and %%{ if c }'],
  ['$${', '$$${'],
  ['$ { 100 %', '$ { 100 %'],
])('%s is written as %s', (text, written) => {
  expect(literal(text)).toBe(written);
});
