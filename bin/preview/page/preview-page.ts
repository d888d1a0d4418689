import { createHash } from 'node:crypto';
import type { FieldCounts, FieldOutcome } from '../../../lambda/shapes/field-counts.ts';
import { size } from '../../terminal/table.ts';
import type { FieldSummary, Preview } from '../preview.ts';
import type { PreviewSubject } from '../preview-subject.ts';
import { visibleText } from '../visible-text.ts';
import { Markup, markup } from './markup.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { pageTree } from './page-tree.ts';

const outcomes: readonly (readonly [FieldOutcome, string])[] = [
  ['kept', 'leave as they are'],
  ['treated', 'leave changed'],
  ['dropped', 'stay: not named, or drop'],
  ['unfit', 'stay: not what the shape says'],
];

/** More of it is not for reading. */
const longestAnswer = 64 * 1_024;

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Nothing is loaded, sent or run but this style and this script: should a value ever get out of its place, a browser still leaves it
 * alone (Content Security Policy 3).
 */
const policy = [
  "default-src 'none'",
  `style-src ${digest(pageStyle)}`,
  `script-src ${digest(pageScript)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A preview as one HTML page that needs nothing else: for reviewers, who read it in a browser or print it. */
export const previewPage = (preview: Preview, subject: PreviewSubject): string => {
  const { gateway, source, endpoint, status, bytes, madeAt, notice } = subject;
  const { counts, fields, leaving } = preview;
  const made = `${new Date(madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${source}: ${endpoint}, what leaves</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<header>
<p class="kicker">Sallyport preview · gateway ${gateway} · source ${source}</p>
<h1><code>${endpoint}</code></h1>
<p class="quiet">An answer of status ${status}. ${size(bytes)} in the source, ${size(leaving.length)} leave. Made on ${made}.</p>
</header>
<p class="note" role="note"><strong>This page holds original values.</strong> It is for those who may see them; only the column
“Leaves the gate” is what the vendor gets. Pseudonyms on this page are made with the key of the machine that wrote it: those of a
deployed gate are others.</p>
${notice ? markup`<p class="note stays" role="note"><strong>${notice}</strong></p>` : markup``}
<ul class="counts" aria-label="Fields">${outcomes.map(
    ([outcome, words]) =>
      markup`<li class="${outcome}"><b>${counts[outcome].toLocaleString('en-US')}</b>${outcome} <span>${words}</span></li>\n`,
  )}</ul>
${bar(counts)}
${controls}
<main>
<h2 id="fields">Fields of this answer</h2>
${fieldTable(fields, preview.otherFields)}
<h2>The answer, field by field</h2>
${pageTree(preview)}
<h2 class="raw">The answer as it leaves</h2>
${answer(leaving)}
</main>
<footer>Fields that no shape names do not leave: nor do fields that the source adds later.</footer>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`.html;
};

const controls = markup`<form hidden role="search">
<input type="search" aria-label="Search fields and values" placeholder="Search fields and values" autocomplete="off" spellcheck="false">
<fieldset><legend class="sr">Show</legend>
<label><input type="radio" name="show" value="all" checked>Everything</label>
<label><input type="radio" name="show" value="changed">Only what changes</label>
<label><input type="radio" name="show" value="stays">Only what does not leave</label>
</fieldset>
<span><button type="button" data-open="true">Open all</button> <button type="button" data-open="false">Fold all</button></span>
<output aria-live="polite"></output>
</form>`;

/** How the four counts stand to each other. */
const bar = (counts: Readonly<FieldCounts>): Markup => {
  const all = Math.max(1, counts.kept + counts.treated + counts.dropped + counts.unfit);
  let x = 0;
  const parts = outcomes.map(([outcome]) => {
    const width = (counts[outcome] / all) * 100;
    const part = markup`<rect class="${outcome}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="1"/>`;
    x += width;
    return part;
  });
  return markup`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
};

const fieldTable = (fields: readonly FieldSummary[], others: number): Markup => {
  const rows = fields.map(({ path, counts, reasons }) => {
    const found = outcomes.filter(([outcome]) => counts[outcome] > 0).map(([outcome]) => outcome);
    const tags = found.map((outcome) => markup`<span class="tag ${outcome}">${counts[outcome]} ${outcome}</span>`);
    const why = visibleText(reasons.join('; '));
    return markup`<tr data-outcome="${found.join(' ')}"><td class="path">${visibleText(path)}</td><td>${tags}</td><td class="why">${why}</td></tr>\n`;
  });
  const more = `… ${others.toLocaleString('en-US')} fields of further names`;
  return markup`<div class="card"><table>
<thead><tr><th scope="col">Field</th><th scope="col">In this answer</th><th scope="col">Why</th></tr></thead>
<tbody>${rows}</tbody>
</table>${others > 0 ? markup`<div class="more">${more}</div>` : markup``}</div>`;
};

const answer = (leaving: Uint8Array): Markup => {
  if (leaving.length === 0) return markup`<p class="quiet">Nothing of it leaves.</p>`;
  const text = visibleText(new TextDecoder().decode(leaving.subarray(0, longestAnswer)));
  const more = leaving.length > longestAnswer ? `\n… and ${size(leaving.length - longestAnswer)} more` : '';
  return markup`<details class="card raw"><summary>Every byte of it, ${size(leaving.length)}</summary><pre>${text}${more}</pre></details>`;
};
