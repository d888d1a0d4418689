import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runRemedies } from '../bin/sync/run-remedies.ts';
import { skipRemedies } from '../bin/sync/skipped-text.ts';
import { troubleRemedies } from '../bin/sync/trouble-remedies.ts';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { nextAttempt } from '../lambda/sync/apply/next-attempt.ts';
import { blocksOf, root } from './readme-blocks.ts';

const page = readFileSync(join(root, 'docs/sync.md'), 'utf8');
/** The first cells of all tables, each with what is in backquotes. */
const named = [...page.matchAll(/^\| (`[^|]*?) \|/gm)].flatMap(([, cell]) => cell!.match(/[\w-]+(?=`)/g) ?? []);

const configured = () => {
  const [block] = blocksOf('docs/sync.md').filter(({ language }) => language === 'yaml');
  return parseConfig(
    `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
${block!.text}`,
    'sync.md',
    connectors,
  ).sync['bi-users']!;
};

test('its sync is one, and its numbers are those of the configuration', () => {
  const { guard, quarantine, deleteAfterDays, full, adopt } = configured();
  for (const name of ['sourcePercent', 'percent', 'count', 'groupPercent', 'attributePercent'] as const)
    expect(page).toContain(`| \`${name}: ${guard[name]}\` |`);
  expect(page).toContain(`\`few: ${guard.few}\``);
  expect(page).toContain(`\`quarantine.percent\` (${quarantine.percent})`);
  expect(page).toContain(`\`quarantine.few\` (${quarantine.few})`);
  expect(page).toContain(`\`deleteAfterDays\` (${deleteAfterDays};`);
  expect(page).toContain(`With \`adopt: ${adopt}\`, which is the default`);
  expect([full, page]).toEqual([
    { cron: '0 4 * * 0', timeZone: 'UTC' },
    expect.stringContaining('by default on Sundays at four, UTC'),
  ]);
});

test('it has every code, and what to do about it', () => {
  for (const remedies of [runRemedies, skipRemedies, troubleRemedies])
    for (const code of Object.keys(remedies)) expect(named, code).toContain(code);
});

test('who fails is tried again when it says', () => {
  const minutes = (attempts: number): number | undefined => {
    const at = nextAttempt(attempts, 0, 0.5);
    return at === undefined ? undefined : at / 60_000;
  };
  expect([1, 2, 3, 4, 5, 6].map(minutes)).toEqual([15, 60, 180, 360, 720, 1_440]);
  expect(page).toContain('after 15 minutes, 1, 3, 6 and 12 hours, then daily, for four weeks');
  const all = Array.from({ length: 40 }, (_, index) => minutes(index + 1) ?? 0).reduce((sum, each) => sum + each, 0);
  expect(Math.round(all / 1_440)).toBe(28);
});
