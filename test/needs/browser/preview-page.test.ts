import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type HelpdeskWorkspace, helpdeskWorkspace } from '../../bin/helpdesk-workspace.ts';
import { sallyport } from '../../bin/sallyport.ts';
import { startBrowser } from './browser.ts';
import { lowestContrast } from './contrasts.ts';

/** Where the screenshots are left for whoever wants to look. */
const pictures = join(tmpdir(), 'sallyport-preview');

let place: HelpdeskWorkspace;
let browser: Browser;
let counts: Readonly<Record<string, number>>;
beforeAll(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures);
  [place, browser] = await Promise.all([helpdeskWorkspace(), startBrowser()]);
  await write('tickets.html', ['/tickets']);
  const { stdout } = await sallyport(['preview', 'helpdesk', '/tickets', '--json'], { cwd: place.directory });
  counts = JSON.parse(stdout).counts;
});
afterAll(async () => {
  await browser?.close();
  await place?.[Symbol.asyncDispose]();
});

const write = async (page: string, args: readonly string[], input = ''): Promise<void> => {
  const ended = await sallyport(['preview', 'helpdesk', ...args, '--html', page], { cwd: place.directory, input });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
};

interface Opened {
  readonly page: Page;
  /** What the page said, asked for and tripped over, but for being loaded. */
  readonly trouble: readonly string[];
}

const open = async (name = 'tickets.html', options: BrowserContextOptions = {}): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const url = pathToFileURL(join(place.directory, name)).href;
  const trouble: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => trouble.push(`said: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`failed: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`asked: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) trouble.push(`requested: ${request.url()}`);
  });
  await page.goto(url);
  return { page, trouble };
};

/** The fields of the answer that are to be seen, by their path. */
const visibleFields = (page: Page): Promise<{ path: string; outcome: string }[]> =>
  page
    .locator('.tree [data-outcome]')
    .filter({ visible: true })
    .evaluateAll((rows) =>
      (rows as unknown as { title: string; dataset: { outcome: string } }[]).map(({ title, dataset }) => ({
        path: title,
        outcome: dataset.outcome,
      })),
    );

const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check({ force: true });

describe('the page', () => {
  test('opens without a word, an error or a request', async () => {
    const { page, trouble } = await open();
    expect(await page.title()).toBe('helpdesk: GET /tickets, what leaves');
    expect(trouble).toEqual([]);
  });

  test('shows the counts of the answer', async () => {
    const { page } = await open();
    for (const [outcome, count] of Object.entries(counts)) {
      expect(await page.locator(`.counts .${outcome} b`).textContent()).toBe(String(count));
    }
    const fields = await visibleFields(page);
    // Eight tickets fit on a page, and a container that does not leave is one field, though its members are shown.
    const byOutcome = Map.groupBy(fields, ({ outcome }) => outcome);
    for (const outcome of ['kept', 'treated', 'unfit']) expect(byOutcome.get(outcome)).toHaveLength(counts[outcome]!);
    const inside = fields.filter(({ path }) => /\.fields\./.test(path));
    expect(byOutcome.get('dropped')).toHaveLength(counts['dropped']! + inside.length);
  });

  test('strikes out what does not leave, and nothing else', async () => {
    const { page } = await open();
    const struck = '.row[title="data[0].requester.name"] .was del';
    expect(await page.locator(struck).isVisible()).toBe(true);
    const line = await page.evaluate(`getComputedStyle(document.querySelector('${struck}')).textDecorationLine`);
    expect(line).toBe('line-through');
    expect(await page.locator('.row[title="data[0].requester.name"] .leaves').innerText()).toBe('does not leave');
    expect(await page.locator('.row.kept del, .row.treated del').count()).toBe(0);
    expect(await page.locator('.row.dropped:not(:has(del)), .row.unfit:not(:has(del))').count()).toBe(0);
  });

  test('stands side by side: each value beside what leaves of it', async () => {
    const { page } = await open();
    const row = page.locator('.row[title="data[0].subject"]');
    const [was, leaves] = await Promise.all([row.locator('.was').boundingBox(), row.locator('.leaves').boundingBox()]);
    expect(was!.y).toBe(leaves!.y);
    expect(leaves!.x).toBeGreaterThan(was!.x + was!.width - 1);
  });
});

describe('narrowing', () => {
  test('to what does not leave', async () => {
    const { page } = await open();
    await choose(page, 'Only what does not leave');
    const fields = await visibleFields(page);
    expect(fields.length).toBeGreaterThan(counts['dropped']!);
    expect(new Set(fields.map(({ outcome }) => outcome))).toEqual(new Set(['dropped', 'unfit']));
    expect(await page.locator('output').textContent()).toMatch(new RegExp(`^${fields.length} of \\d+ lines$`));
    // The table above goes along.
    const listed = await page.locator('td.path').filter({ visible: true }).allTextContents();
    expect(listed).toContain('data[].requester.name');
    expect(listed).not.toContain('data[].number');
    await choose(page, 'Everything');
    expect((await visibleFields(page)).length).toBeGreaterThan(fields.length);
  });

  test('to what changes, by the keyboard alone', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(new Set((await visibleFields(page)).map(({ outcome }) => outcome))).toEqual(new Set(['treated']));
  });

  test('to what one looks for: in paths, values and reasons', async () => {
    const { page } = await open();
    const search = page.getByRole('searchbox');
    await search.fill('data[1].requester.');
    expect((await visibleFields(page)).map(({ path }) => path)).toEqual(
      ['id', 'name', 'email', 'phone'].map((name) => `data[1].requester.${name}`),
    );
    await search.fill('HASH-IP');
    expect(new Set((await visibleFields(page)).map(({ path }) => path.replace(/\d/, '')))).toEqual(
      new Set(['data[].client.ip']),
    );
    await search.fill('nothing has this');
    expect(await visibleFields(page)).toEqual([]);
    expect(await page.locator('.tree details').filter({ visible: true }).count()).toBe(0);
  });

  test('finds what is folded away', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Fold all' }).click();
    expect(await visibleFields(page)).toEqual([]);
    await page.getByRole('searchbox').fill('data[2].subject');
    expect(await visibleFields(page)).toHaveLength(1);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Open all' }).click();
    expect((await visibleFields(page)).length).toBeGreaterThan(100);
  });

  test('folds and opens a list by the keyboard', async () => {
    const { page } = await open();
    const before = await visibleFields(page);
    await page.locator('.tree summary').first().press('Enter');
    expect((await visibleFields(page)).length).toBeLessThan(before.length);
    await page.locator('.tree summary').first().press('Enter');
    expect(await visibleFields(page)).toEqual(before);
  });
});

describe('hostile values', () => {
  const attacks = [
    '</script><script>document.title = "taken"; alert(1)</script>',
    '</style><style>body { display: none }</style>',
    '<img src="https://attacker.example/x.png" onerror="alert(1)">',
    '"><svg onload=alert(1)>',
    "' autofocus onfocus='alert(1)",
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    '<meta http-equiv="refresh" content="0; url=https://attacker.example/">',
    '<base href="https://attacker.example/">',
    '<form action="https://attacker.example/"><input autofocus></form>',
    '<!-- <details>',
    'javascript:alert(1)',
    '\u202etxet desrever\u2066',
  ];

  test('are text, as names and as values, wherever they stand', async () => {
    const tickets = attacks.map((attack) => ({
      channel: attack,
      tags: [attack],
      team: { name: attack },
      subject: attack,
      [attack]: { [attack]: [attack] },
    }));
    await write('hostile.html', ['/tickets', '--input', '-'], JSON.stringify({ data: tickets }));
    const { page, trouble } = await open('hostile.html');
    expect(trouble).toEqual([]);
    expect(await page.title()).toBe('helpdesk: GET /tickets, what leaves');
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img, iframe, base, meta[http-equiv=refresh], form[action], svg:not(.bar)').count()).toBe(
      0,
    );
    const shown = await page.locator('.row[title$=".team.name"] .leaves').allInnerTexts();
    const visible = attacks.map((attack) => attack.replace('\u202e', '\\u202e').replace('\u2066', '\\u2066'));
    expect(shown).toEqual(visible.map((attack) => JSON.stringify(attack).replaceAll('\\\\u', '\\u')));
    await page.getByRole('searchbox').fill('<script>');
    expect(await visibleFields(page)).not.toEqual([]);
  });

  test('that got out of their place could do nothing', async () => {
    const { page } = await open();
    // What an escape that was forgotten would let in.
    const blocked = await page.evaluate(`new Promise((resolve) => {
      const blocked = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => blocked.push(effectiveDirective));
      document.body.insertAdjacentHTML('beforeend',
        '<img src="https://attacker.example/x.png" onerror="window.taken = true"><p style="color: red">'
        + '<iframe src="https://attacker.example/"></iframe>');
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.taken = true' }));
      setTimeout(() => resolve({ blocked: [...new Set(blocked)].sort(), taken: window.taken === true }), 500);
    })`);
    expect(blocked).toEqual({
      blocked: ['frame-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr'],
      taken: false,
    });
  });
});

describe('looks', () => {
  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('%s, %i wide: can be read, and fits', async (colorScheme, width) => {
    const { page, trouble } = await open('tickets.html', { colorScheme, viewport: { width, height: 900 } });
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(246, 247, 249)');
    const { contrast, text } = await page.evaluate<{ contrast: number; text: string }>(lowestContrast);
    expect([contrast >= 4.5, contrast, text]).toEqual([true, contrast, text]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    const picture = await page.screenshot({ path: join(pictures, `${colorScheme}-${width}.png`), fullPage: true });
    expect(picture.length).toBeGreaterThan(20_000);
    expect(trouble).toEqual([]);
  });

  test('on paper: everything is open, and controls are gone', async () => {
    const { page } = await open('tickets.html', { colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Fold all' }).click();
    const pdf = await page.pdf({ path: join(pictures, 'paper.pdf'), format: 'A4' });
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.emulateMedia({ media: 'print' });
    expect((await visibleFields(page)).length).toBeGreaterThan(100);
    expect(await page.locator('form').isVisible()).toBe(false);
    const { contrast } = await page.evaluate<{ contrast: number }>(lowestContrast);
    expect(contrast).toBeGreaterThanOrEqual(4.5);
  });

  test('without scripts: everything is there', async () => {
    const { page } = await open('tickets.html', { javaScriptEnabled: false });
    expect(await page.locator('form').isVisible()).toBe(false);
    expect(await page.locator('.tree .row.dropped').first().isVisible()).toBe(true);
    expect(await page.locator('.counts .kept b').innerText()).toBe(String(counts['kept']));
  });

  test('with ten thousand fields: still quick', async () => {
    const ticket = {
      number: 1,
      subject: 'x',
      status: 'open',
      note: 'y',
      team: { id: 't', name: 'n' },
      tags: ['a', 'b', 'c'],
    };
    const input = JSON.stringify({ data: Array.from({ length: 1_200 }, () => ticket) });
    await write('large.html', ['/tickets', '--input', '-', '--elements', '2000'], input);
    const { page } = await open('large.html');
    // Within the page, so that nothing of the test's own is measured; it takes about a tenth of this.
    const milliseconds = await page.evaluate(`(() => {
      const began = performance.now();
      document.querySelector('[value=stays]').click();
      document.body.getBoundingClientRect();
      return performance.now() - began;
    })()`);
    expect(await page.locator('output').textContent()).toBe('1200 of 10800 lines');
    expect(milliseconds).toBeLessThan(5_000);
  });
});
