import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EndpointTree } from '../../../../lambda/proxy/admission/endpoint-tree.ts';
import { matchSegment, parsePath } from '../../../../lambda/proxy/admission/path-template.ts';

const treeOf = (...paths: readonly string[]): EndpointTree<string> => {
  const tree = new EndpointTree<string>();
  for (const path of paths) tree.add('GET', path, path);
  return tree;
};
/** Milliseconds of this thread alone: others on the machine do not count. */
const cpuOf = (act: () => void): number => {
  const before = process.threadCpuUsage();
  act();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};
const segmentsOf = (path: string) => path.slice(1).split('/');

describe('the endpoint at a path', () => {
  const tree = treeOf(
    '/users',
    '/users/{id}',
    '/users/me',
    '/users/{id}/files',
    '/users/me/keys',
    '/files/{name}.json',
    '/files/{name}',
    '/files/{name}.{kind}.json',
    '/{any}/here',
    '/spans/{from}-{to}/days',
    '/spans/{name}/hours',
    '/',
    '/slash/',
  );

  test.each([
    ['/users', '/users', []],
    ['/users/7', '/users/{id}', ['7']],
    ['/users/me', '/users/me', []],
    ['/users/me/files', '/users/{id}/files', ['me']],
    ['/users/me/keys', '/users/me/keys', []],
    ['/users/here', '/users/{id}', ['here']],
    ['/spans/1-2/days', '/spans/{from}-{to}/days', ['1', '2']],
    ['/spans/1-2/hours', '/spans/{name}/hours', ['1-2']],
    ['/others/here', '/{any}/here', ['others']],
    ['/files/a.json', '/files/{name}.json', ['a']],
    ['/files/a.b.json', '/files/{name}.{kind}.json', ['a', 'b']],
    ['/files/.json', '/files/{name}', ['.json']],
    ['/', '/', []],
    ['/slash/', '/slash/', []],
  ])('%s', (path, leaf, values) => {
    expect(tree.find('GET', segmentsOf(path))).toEqual({ leaf, values });
  });

  test.each(['/user', '/users/7/keys', '/users/', '/slash', '/slash/x', '/others', '/constructor', '/__proto__/x'])(
    '%s is none',
    (path) => {
      expect(tree.find('GET', segmentsOf(path))).toBe('path-not-allowed');
    },
  );

  test('says when it is only the method', () => {
    expect(tree.find('PUT', segmentsOf('/users/7'))).toBe('method-not-allowed');
    expect(tree.find('constructor', segmentsOf('/users/7'))).toBe('method-not-allowed');
  });

  test('is the one with a variable, if only that has the method', () => {
    const both = treeOf('/users/me');
    both.add('PUT', '/users/{id}', 'put');
    expect(both.find('PUT', ['users', 'me'])).toEqual({ leaf: 'put', values: ['me'] });
  });
});

test('two endpoints at the same place are an error, whatever their variables are called', () => {
  expect(() => treeOf('/a/{x}', '/a/{y}')).toThrow(RangeError);
  expect(() => treeOf('/a/{x}', '/a/{x}-{y}', '/a/x')).not.toThrow();
});

test.each(['/{a}{b}', '/{a', '/a}', '/{}', '/{a{b}}'])('%s is no template', (path) => {
  expect(() => parsePath(path)).toThrow(RangeError);
});

test('a segment takes time linear in its length, whatever its template', () => {
  const [template] = parsePath('/{a}-{b}-{c}-{d}-{e}x');
  const timeOf = (length: number) => {
    const text = '-'.repeat(length);
    return cpuOf(() => {
      for (let round = 0; round < 200; round++) matchSegment(template!, text);
    });
  };
  expect(matchSegment(template!, '-'.repeat(8_000))).toBeUndefined();
  timeOf(1_000);
  // A search that goes back would take 16 times as long for each doubling.
  expect(timeOf(8_000)).toBeLessThan(timeOf(1_000) * 30 + 50);
});

const letter = fc.constantFrom('a', 'b', '.', '-');
const word = fc.string({ unit: letter, minLength: 1, maxLength: 3 });
const part = fc.oneof(word, fc.constant('{x}'));
const templateArbitrary = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('').replaceAll('}{', '}a{')}`);

test('a segment matches what its template, as a regular expression, matches', () => {
  fc.assert(
    fc.property(templateArbitrary, fc.string({ unit: letter, maxLength: 8 }), (path, text) => {
      const [template] = parsePath(path);
      const expression = path.slice(1).replace(/[.-]/g, '\\$&').replaceAll('{x}', '(.+?)');
      const expected = new RegExp(`^${expression}$`).exec(text)?.slice(1);
      expect(matchSegment(template!, text)).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
});

test('a thousand other endpoints cost nothing', () => {
  const few = treeOf('/repos/{owner}/{name}/issues/{number}');
  const many = treeOf(
    '/repos/{owner}/{name}/issues/{number}',
    ...Array.from({ length: 5_000 }, (_, index) => `/repos/{owner}/{name}/kind-${index}/{id}`),
  );
  const segments = segmentsOf('/repos/acme/gate/issues/7');
  const timeOf = (tree: EndpointTree<string>) =>
    cpuOf(() => {
      for (let round = 0; round < 20_000; round++) tree.find('GET', segments);
    });
  timeOf(few);
  timeOf(many);
  expect(timeOf(many)).toBeLessThan(timeOf(few) * 5 + 20);
});
