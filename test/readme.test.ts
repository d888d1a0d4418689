import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { blocksOf, root } from './readme-blocks.ts';

const text = (document: string) => readFileSync(join(root, document), 'utf8');
const { scripts, exports } = JSON.parse(text('package.json')) as Record<'scripts' | 'exports', Record<string, string>>;
/** What an app imports of this package. */
const imports = Object.keys(exports).map((name) => name.replace(/^\./, 'sallyport'));
/** Scripts that npm runs without `run`. */
const lifecycle = ['start', 'test'];

describe('the README', () => {
  test.each(blocksOf('README.md').filter(({ language }) => language === 'yaml'))('configuration $text', (block) => {
    expect(Object.keys(parseConfig(block.text, 'README.md', connectors).sources)).toHaveLength(1);
  });

  test('has every connector in its table', () => {
    for (const { name } of connectors)
      expect(text('README.md')).toMatch(new RegExp(`^\\| (\`[\\w-]+\`, )*\`${name}\`[ ,]`, 'm'));
  });
});

describe.each(['README.md', 'CONTRIBUTING.md', 'docs/security.md'])('%s', (document) => {
  test('names only npm scripts that there are', () => {
    const named = [...text(document).matchAll(/npm (run )?(?:-s )?([\w:]+)/g)].filter(
      ([, run, name]) => run || lifecycle.includes(name!),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const [, , name] of named) expect(Object.keys(scripts)).toContain(name);
  });

  test('names only files and folders that there are', () => {
    const paths = [...text(document).matchAll(/`((?:[a-z]+\/)+[\w./-]*|[A-Z]+\.md|[a-z]+\.(?:yaml|json))`/g)].map(
      ([, path]) => path!,
    );
    const made = ['cdk.out/', 'cdktf.out/'];
    for (const path of paths.filter((each) => ![...made, ...imports].includes(each)))
      expect(existsSync(join(root, path)), path).toBe(true);
  });
});
