import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { connectCommand } from '../../bin/commands/connect.ts';
import { guideCommand } from '../../bin/commands/guide.ts';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import type { TokenErrorCode } from '../../lambda/tokens/token-error.ts';
import { blocksOf } from '../readme-blocks.ts';
import { root } from './sallyport.ts';

const page = 'docs/tokens.md';
const text = readFileSync(join(root, page), 'utf8');

const lines = blocksOf(page)
  .filter(({ language }) => language === 'sh')
  .flatMap((block) => block.text.split('\n'))
  .map((line) => line.replace(/\s*(#|<).*$/, '').trim())
  .filter((line) => line !== '');

/** The program with the commands that the page is about; none of them does anything. */
const program = (): Command => {
  const made = new Command('sallyport').exitOverride();
  for (const add of [connectCommand, guideCommand, secretsCommand, tokensCommand]) add(made);
  const still = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(still);
  };
  still(made);
  return made;
};

describe('docs/tokens.md', () => {
  test.each(lines)('%s can be understood', async (line) => {
    const [name, ...args] = line.replace(/^SALLYPORT_[A-Z_]+=\S+ /, '').split(' ');
    expect(name).toBe('sallyport');
    await expect(program().parseAsync(args, { from: 'user' })).resolves.toBeDefined();
  });

  test('names commands, and would notice one that there is not', async () => {
    expect(lines.length).toBeGreaterThan(12);
    await expect(program().parseAsync(['tokens', 'tickets', '--forget'], { from: 'user' })).rejects.toThrow(/--forget/);
  });

  test('says of each code what to do, or that it passes', () => {
    const codes: Readonly<Record<TokenErrorCode, true>> = {
      'token-client-refused': true,
      'token-grant-refused': true,
      'token-request-refused': true,
      'token-answer-invalid': true,
      'token-throttled': true,
      'token-unreachable': true,
      'token-sign-in-needed': true,
    };
    for (const code of Object.keys(codes)) expect(text).toContain(`\`${code}\``);
  });
});
