import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloudNames } from '../stacks/form-text.ts';
import { pricesSeen } from '../stacks/network-costs.ts';
import { relayCosts } from '../stacks/relay-costs.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/network.md'), 'utf8');
const [, section = ''] = page.split('## The relay\n');

test('what a relay costs is said as it is reckoned', () => {
  const rows = relayCosts.map(
    ({ host, fixed, perAgent, of, sources }) =>
      `| ${cloudNames[host]} | ${fixed.toFixed(2)} | ${perAgent.toFixed(2)} | ${of} | ${sources.join(', ')} |`,
  );
  expect(section).toContain(
    ['| cloud | $ a month | more for each agent | for what | prices |', '|---|---|---|---|---|', ...rows].join('\n'),
  );
  expect(section.split('\n## ')[0]).toContain(pricesSeen);
});
