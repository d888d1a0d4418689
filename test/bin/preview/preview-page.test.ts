import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { markup } from '../../../bin/preview/page/markup.ts';
import { previewPage } from '../../../bin/preview/page/preview-page.ts';
import { previewOf } from '../../../bin/preview/preview-of.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { optionsFor } from './stand-in-treatments.ts';

const shape: Shape = {
  type: 'object',
  properties: { id: { type: 'integer' }, email: { type: 'string', treatment: 'pseudonym' }, note: { type: 'string' } },
};

const pageOf = (document: unknown, notice?: string): string => {
  const bytes = Buffer.from(JSON.stringify(document));
  return previewPage(previewOf(bytes, optionsFor(shape)), {
    gateway: 'acme',
    source: 'helpdesk',
    endpoint: 'GET /tickets/{number}',
    status: 200,
    bytes: bytes.length,
    madeAt: Date.parse('2026-02-28T09:30:00Z'),
    notice,
  });
};

describe('markup', () => {
  test('escapes what is filled in, once, between tags and in quotes', () => {
    const inner = markup`<b title="${'"\'<&>'}">${'<&amp;>'}</b>`;
    expect(markup`${inner}${[inner, markup`${1}`]}`.html).toBe(
      `${'<b title="&quot;&#39;&lt;&amp;&gt;">&lt;&amp;amp;&gt;</b>'.repeat(2)}1`,
    );
  });
});

describe('the page', () => {
  const page = pageOf({ id: 7, email: 'ada@acme.example', name: 'Ada' });

  test('says what it is of, when it was made, and that it holds original values', () => {
    expect(page).toContain('<title>helpdesk: GET /tickets/{number}, what leaves</title>');
    expect(page).toContain('Made on 2026-02-28 09:30 UTC.');
    expect(page).toContain('This page holds original values.');
  });

  test('allows its own style and script, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="(.*?)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    const hash = (tag: string) => {
      const [, text] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)!;
      return `'sha256-${createHash('sha256').update(text!).digest('base64')}'`;
    };
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('refers to nothing outside, and has no style or script in attributes', () => {
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base|a)\b/);
    expect(page).not.toMatch(/\s(src|href|style|on\w+)=/);
    expect(page).not.toMatch(/url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon/);
  });

  test('strikes out what does not leave, and tells those who hear it', () => {
    expect(page).toContain('<b><del>name</del></b>');
    expect(page).toContain('<span class="was"><del>&quot;Ada&quot;</del></span>');
    expect(page.match(/does not leave<\/span>/g)).toHaveLength(1);
  });

  test('is no longer than it needs to be', () => {
    const long = pageOf({ id: 1, note: 'x'.repeat(100_000) });
    expect(long).toContain('… and 98,002 characters more');
    expect(long).toContain('… and 34.5 KB more');
    expect(long.length).toBeLessThan(100_000);
  });

  test('says so if the whole answer stays', () => {
    expect(pageOf({ id: 1 }, 'Answers of status 404 stay.')).toContain('<strong>Answers of status 404 stay.</strong>');
    expect(page).not.toContain('note stays"');
  });
});

test.each([
  '</script><script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--',
  '&lt;b&gt;',
  '\u202e\u2066',
])('%j stays text, as a name and as a value', (hostile) => {
  const page = pageOf({ id: 1, note: hostile, [hostile]: { [hostile]: hostile } });
  const count = (pattern: RegExp, text: string): number => text.match(pattern)?.length ?? 0;
  const tame = pageOf({ id: 1, note: 'x', y: { y: 'x' } });
  for (const tag of [/<script/g, /<style/g, /<img/g, /<svg/g, /<!--/g]) {
    expect([tag, count(tag, page)]).toEqual([tag, count(tag, tame)]);
  }
  // No attribute but in the quotes of another.
  expect(page.replaceAll(/="[^"]*"/g, '=""')).not.toMatch(/<[^<>]*\s(on\w+=|onload|onerror)/);
  expect(page).not.toMatch(/[\u202e\u2066]/);
});
