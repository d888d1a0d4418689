import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { blocksOf, commandsOf, root } from './readme-blocks.ts';

const text = (document: string) => readFileSync(join(root, document), 'utf8');
const { scripts, exports } = JSON.parse(text('package.json')) as Record<'scripts' | 'exports', Record<string, string>>;
/** What an app imports of this package. */
const imports = Object.keys(exports).map((name) => name.replace(/^\./, 'sallyport'));
/** Scripts that npm runs without `run`. */
const lifecycle = ['start', 'test'];

/** Commands of the README that need nothing but this checkout; `npm run test:readme` runs the others in a fresh clone. */
const harmless = commandsOf('README.md').filter((command) =>
  /^npm run -s sallyport -- (help|check|schema|connectors|onboard)/.test(command),
);

/** What npm would start: npm itself takes longer than most of these commands. The list of commands below comes by npm. */
const withoutNpm = (command: string): string =>
  command.replace('npm run -s sallyport --', scripts['sallyport']!.replace(/^node /, `'${process.execPath}' `));

describe('the README', () => {
  test('has commands to run', () => {
    expect(harmless.length).toBeGreaterThanOrEqual(5);
  });

  test.each(harmless)('%s', (command) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', withoutNpm(command)], { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(100);
  });

  test.each(blocksOf('README.md').filter(({ language }) => language === 'yaml'))('configuration $text', (block) => {
    expect(Object.keys(parseConfig(block.text, 'README.md', connectors).sources)).toHaveLength(1);
  });

  test('has every connector in its table', () => {
    for (const { name } of connectors)
      expect(text('README.md')).toMatch(new RegExp(`^\\| (\`[\\w-]+\`, )*\`${name}\`[ ,]`, 'm'));
  });

  test('lists the commands and exit codes that the help lists', () => {
    const { stdout } = spawnSync('sh', ['-c', 'npm run -s sallyport -- help'], { cwd: root, encoding: 'utf8' });
    const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(stdout) ?? [];
    const commands = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands)
      expect(text('README.md').match(new RegExp(`^\\| \`${command}\\b`, 'gm')), command).toHaveLength(1);
    for (const [, code] of stdout.matchAll(/^ {2,}(\d+) /gm))
      expect(text('README.md')).toMatch(new RegExp(`Exit codes:.*\\b${code}\\b`));
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
