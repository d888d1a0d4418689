import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloudNames } from '../stacks/form-text.ts';
import { networkCosts, pricesSeen } from '../stacks/network-costs.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/network.md'), 'utf8');

test('the table of costs is that of the command', () => {
  const rows = networkCosts.map(
    ({ host, choice, monthly, of, source }) =>
      `| ${cloudNames[host]} | ${choice === 'any' ? 'any network' : `\`${choice}\``} | ${monthly.toFixed(2)} | ${of} | ${source} |`,
  );
  expect(page).toContain(
    ['| cloud | choice | $ a month | for what, and what use costs | prices |', '|---|---|---|---|---|', ...rows].join(
      '\n',
    ),
  );
  expect(page).toContain(pricesSeen);
});
