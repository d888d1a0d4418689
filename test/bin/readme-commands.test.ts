import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandsOf, root } from '../readme-blocks.ts';

const text = (document: string) => readFileSync(join(root, document), 'utf8');
const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

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
