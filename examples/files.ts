import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from './seeded.ts';
import { companies, fields, fullName, mailAddress } from './words.ts';

const contractors = 200;
const apps = 50;
const visitors = 120;

/** The example CSV file: contractors, some of whom lead others. */
export const contractorsCsv = (): string => {
  const random = seeded(7);
  const lines = ['number,name,company,email,starts,ends,day_rate,remote,lead'];
  for (let number = 1; number <= contractors; number++) {
    const name = fullName(random);
    const starts = random.dayAfter('2023-01-01', 600);
    const ends = random.percent(60) ? random.dayAfter(starts, 400) : '';
    const lead = number > 20 && random.percent(70) ? contractorId(1 + random.below(20)) : '';
    const rate = (350 + random.below(60) * 10).toFixed(2);
    const cells = [
      contractorId(number),
      name,
      random.pick(companies),
      mailAddress(name, number, 'contractors'),
      starts,
      ends,
      rate,
    ];
    lines.push([...cells, random.percent(30) ? 'yes' : 'no', lead].map(csvCell).join(','));
  }
  return `${lines.join('\n')}\n`;
};

const contractorId = (number: number): string => `c${String(number).padStart(4, '0')}`;

/** The example CSV file behind an agent: visitors, and who let them in. */
export const visitorsCsv = (): string => {
  const random = seeded(13);
  const lines = Array.from({ length: visitors }, (_, index) => {
    const day = random.dayAfter('2025-01-01', 300);
    const cells = [`v${String(index + 1).padStart(4, '0')}`, fullName(random), random.pick(companies), day];
    return [...cells, contractorId(1 + random.below(contractors))].map(csvCell).join(',');
  });
  return `number,name,company,visited,host\n${lines.join('\n')}\n`;
};

const csvCell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The example NDJSON file: applications and who owns them. */
export const appsNdjson = (): string => {
  const random = seeded(11);
  const lines = Array.from({ length: apps }, (_, index) => {
    const owner = fullName(random);
    return JSON.stringify({
      id: `app-${String(index + 1).padStart(3, '0')}`,
      name: `${random.pick(fields)} ${random.pick(['desk', 'hub', 'portal', 'studio', 'tracker'])}`,
      owner: { name: owner, email: mailAddress(owner, index + 1, 'acme') },
      criticality: random.pick(['low', 'medium', 'high']),
      users: random.below(5000),
      singleSignOn: random.percent(75),
      ...(random.percent(80) ? { reviewedAt: `${random.dayAfter('2024-01-01', 365)}T09:30:00Z` } : {}),
    });
  });
  return `${lines.join('\n')}\n`;
};

if (import.meta.main) {
  await writeFile(join(import.meta.dirname, 'contractors.csv'), contractorsCsv());
  await writeFile(join(import.meta.dirname, 'apps.ndjson'), appsNdjson());
  await writeFile(join(import.meta.dirname, 'visitors.csv'), visitorsCsv());
}
