import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closest } from '../../config/closest.ts';

const keys = ['gateway', 'vendor', 'sources', 'deploy', 'identity', 'publicUrl', 'logRetentionDays'];

describe('the word that was meant', () => {
  test.each([
    ['gatway', 'gateway'],
    ['gatewya', 'gateway'],
    ['gateways', 'gateway'],
    ['Gateway', 'gateway'],
    ['publicurl', 'publicUrl'],
    ['logRetentionsDay', 'logRetentionDays'],
    ['source', 'sources'],
    ['network', undefined],
    ['', undefined],
    ['x'.repeat(100), undefined],
  ])('of %s is %s', (typed, meant) => {
    expect(closest(typed, keys)).toBe(meant);
  });

  test('is the nearest of several', () => {
    expect(closest('boks', ['box', 'books', 'boxes'])).toBe('books');
  });

  test('is found behind any one typing mistake', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const mistake = fc.constantFrom('add', 'drop', 'change', 'swap');
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(), mistake, letter, (key, position, kind, added) => {
        const at = position % key.length;
        const typed = {
          add: key.slice(0, at) + added + key.slice(at),
          drop: key.slice(0, at) + key.slice(at + 1),
          change: key.slice(0, at) + added + key.slice(at + 1),
          swap: key.slice(0, at) + (key[at + 1] ?? '') + key[at] + key.slice(at + 2),
        }[kind];
        expect(closest(typed ?? '', keys)).toBe(key);
      }),
    );
  });
});
