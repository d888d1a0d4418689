import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { List } from '../../../../connectors/defined/defined-source.ts';
import type { AskSource } from '../../../../connectors/defined/import/ask-source.ts';
import { readPages } from '../../../../connectors/defined/import/read-pages.ts';
import type { Paging } from '../../../../connectors/definition/definition.ts';
import { SourceError } from '../../../../connectors/source-error.ts';

const server = 'https://api.example.com';

const listWith = (paging: Paging): List => ({
  name: 'users',
  isRead: true,
  variables: {},
  request: { method: 'GET', server, path: '/users', query: {}, headers: {} },
  rows: 'rows',
  paging,
  items: [],
});

/** How many pages are read of a source before the list ends or fails. */
const pagesOf = async (paging: Paging, answer: (at: string | null, page: number) => unknown): Promise<number> => {
  let pages = 0;
  const ask: AskSource = async ({ url }) => {
    pages++;
    return { body: answer(url.searchParams.get('at'), pages), link: undefined, url };
  };
  try {
    for await (const _ of readPages(ask, listWith(paging), undefined, undefined)) if (pages > 10_000) break;
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ code: 'source-failed' });
  }
  return pages;
};

/** From each page to any other, or to none: by the page's number, and from the first. */
const ways = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 40 });

const where = (at: string | null, leads: readonly number[]): string | undefined => {
  const next = leads[at === null ? 0 : Number(at.replace('p', '')) % leads.length];
  return next === undefined || next === 40 ? undefined : `p${next}`;
};

test.each<[string, Paging, (next: string | undefined) => unknown]>([
  ['tokens', { token: 'next', parameter: 'at', in: 'query' }, (next) => ({ rows: [{}], next })],
  ['links', { link: 'next' }, (next) => ({ rows: [{}], next: next && `/users?at=${next}` })],
  [
    'last rows',
    { after: 'id', parameter: 'at', more: 'more' },
    (next) => ({ rows: [{ id: next }], more: next !== undefined }),
  ],
])('%s of a source that leads anywhere come to an end', async (_, paging, page) => {
  await fc.assert(
    fc.asyncProperty(ways, async (leads) => {
      const pages = await pagesOf(paging, (at) => page(where(at, leads)));
      // The prefetched page is one more.
      expect(pages).toBeLessThanOrEqual(3 * (leads.length + 1) + 1);
    }),
    { numRuns: 300 },
  );
});

test('an address at the beginning of an answer that is not the next page’s leads into no circle', async () => {
  const asked: string[] = [];
  const { promise: wasAsked, resolve } = Promise.withResolvers<void>();
  const ask: AskSource = async ({ url }, { ahead }) => {
    const at = Number(url.searchParams.get('at') ?? 0);
    asked.push(String(at));
    if (at === 0) {
      ahead!.heard('/users?at=99');
      await wasAsked;
    }
    if (at === 99) setTimeout(resolve, 5);
    const next = at === 99 ? '/users?at=1' : at < 6 ? `/users?at=${at + 1}` : undefined;
    return { body: { rows: [{}], next }, link: undefined, url };
  };
  let pages = 0;
  for await (const _ of readPages(ask, listWith({ link: 'next' }), undefined, undefined)) pages++;
  expect(pages).toBe(7);
  expect(asked.slice(0, 2)).toEqual(['0', '99']);
});

describe('a source that says odd things', () => {
  test.each<[string, Paging, unknown, number]>([
    ['a total as text', { offset: 'at', from: 0, total: 'total' }, { rows: [{}, {}], total: '6' }, 3],
    ['a total of pages as text', { page: 'at', from: 1, total: 'total' }, { rows: [{}], total: '3' }, 3],
    ['a total of 0 beside rows', { offset: 'at', from: 0, total: 'total' }, { rows: [{}], total: 0 }, 5],
    ['a total of -1', { page: 'at', from: 1, total: 'total' }, { rows: [{}], total: -1 }, 5],
  ])('%s is read to its end', async (_, paging, body, wanted) => {
    expect(await pagesOf(paging, (_, page) => (page === 5 ? { rows: [] } : body))).toBe(wanted);
  });

  test.each<[string, Paging, unknown]>([
    ['no token where there is more', { token: 'next', parameter: 'at', in: 'query', more: 'more' }, { more: true }],
    ['a token of too many digits', { token: 'next', parameter: 'at', in: 'query' }, { next: 2 ** 60 }],
    ['a token that is an object', { token: 'next', parameter: 'at', in: 'query' }, { next: { at: 'b' } }],
    ['a link that is an object', { link: 'next' }, { next: { href: '/users?at=b' } }],
    ['a link that is too long', { link: 'next' }, { next: `/users?at=${'b'.repeat(20_000)}` }],
    ['a last row of too many digits', { after: 'id', parameter: 'at' }, { rows: [{ id: 2 ** 60 }] }],
  ])('%s: it fails, instead of looking complete', async (_, paging, body) => {
    const ask: AskSource = async ({ url }) => ({ body: { rows: [{ id: 1 }], ...Object(body) }, link: undefined, url });
    const read = async () => {
      for await (const _ of readPages(ask, listWith(paging), undefined, undefined)) {
        // Read to the end.
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'source-failed' });
  });
});
