/** How the page looks: by day, by night, on a narrow screen and on paper. It loads nothing. */
export const pageStyle = `
:root {
  color-scheme: light;
  --page: #f6f7f9; --card: #ffffff; --text: #18202b; --quiet: #5a6575; --line: #dfe3ea; --focus: #2f5bea;
  --kept: #566070; --kept-back: #eef0f3;
  --treated: #3446c4; --treated-back: #eef1ff;
  --dropped: #b3261e; --dropped-back: #fdf0ef;
  --unfit: #8a4b06; --unfit-back: #fdf4e2;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #0d1117; --card: #151b23; --text: #e6eaf0; --quiet: #9aa5b5; --line: #29313d; --focus: #8aa4ff;
    --kept: #9aa5b5; --kept-back: #222a35;
    --treated: #aebcff; --treated-back: #1b2342;
    --dropped: #ff9d94; --dropped-back: #331a1a;
    --unfit: #f3bd63; --unfit-back: #302310;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem clamp(1rem, 3vw, 3rem) 4rem; max-width: 96rem;
  background: var(--page); color: var(--text); font: 0.9375rem/1.5 system-ui, 'Segoe UI', Roboto, sans-serif;
}
h1 { margin: 0.25rem 0; font-size: 1.625rem; line-height: 1.25; letter-spacing: -0.01em; }
h1 code { font-size: 0.95em; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.125rem; }
p { margin: 0.25rem 0; }
code, pre, .name, .was, .leaves, td.path { font-family: var(--mono); font-size: 0.8125rem; }
.quiet { color: var(--quiet); }
.kicker { color: var(--quiet); font-size: 0.8125rem; letter-spacing: 0.02em; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }

.note { margin: 1.25rem 0; padding: 0.625rem 1rem; border: 1px solid var(--unfit); border-left-width: 4px;
  border-radius: 6px; background: var(--unfit-back); }
.note.stays { border-color: var(--dropped); background: var(--dropped-back); }

.counts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.75rem; margin: 1.25rem 0 0.75rem; padding: 0; list-style: none; }
.counts li { padding: 0.75rem 1rem; border: 1px solid var(--line); border-top: 3px solid currentColor; border-radius: 8px; background: var(--card); }
.counts b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.counts span { display: block; color: var(--quiet); font-size: 0.8125rem; }
.counts li { font-weight: 600; } .counts span { font-weight: 400; }
.counts .kept, .tag.kept { color: var(--kept); }
.counts .treated, .tag.treated { color: var(--treated); }
.counts .dropped, .tag.dropped { color: var(--dropped); }
.counts .unfit, .tag.unfit { color: var(--unfit); }
.bar { display: block; width: 100%; height: 8px; border-radius: 4px; overflow: hidden; background: var(--line); }
.bar .kept { fill: var(--kept); } .bar .treated { fill: var(--treated); } .bar .dropped { fill: var(--dropped); } .bar .unfit { fill: var(--unfit); }

form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem;
  margin: 1.5rem 0 0; padding: 0.75rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
form input[type='search'] { flex: 1 1 16rem; min-width: 0; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--card); color: inherit; font: inherit; }
fieldset { display: flex; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 6px; background: var(--card); overflow: hidden; }
fieldset label { padding: 0.4375rem 0.75rem; cursor: pointer; white-space: nowrap; }
fieldset label + label { border-left: 1px solid var(--line); }
fieldset label:has(:checked) { background: var(--treated-back); color: var(--treated); font-weight: 600; }
fieldset label:has(:focus-visible) { outline: 2px solid var(--focus); outline-offset: -2px; }
fieldset input { position: absolute; opacity: 0; pointer-events: none; }
button { padding: 0.4375rem 0.75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: inherit; font: inherit; cursor: pointer; }
output { color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }

.card { border: 1px solid var(--line); border-radius: 8px; background: var(--card); overflow: hidden; }
table { width: 100%; border-collapse: collapse; }
th { padding: 0.5rem 1rem; text-align: left; color: var(--quiet); font-size: 0.75rem; font-weight: 600; }
td { padding: 0.3125rem 1rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.path { width: 42%; }
.tag { display: inline-block; margin: 0 0.375rem 0 0; padding: 0 0.5rem; border-radius: 999px; font-size: 0.75rem; font-weight: 600; white-space: nowrap; }
.tag.kept { background: var(--kept-back); } .tag.treated { background: var(--treated-back); }
.tag.dropped { background: var(--dropped-back); } .tag.unfit { background: var(--unfit-back); }

.row { display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 5fr) minmax(0, 5fr) minmax(0, 3fr); gap: 0 1rem; padding: 0 1rem; }
.row > span { padding: 0.25rem 0; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
.tree .row { border-top: 1px solid var(--line); }
.tree .head { border-top: 0; color: var(--quiet); font-size: 0.75rem; font-weight: 600; }
.tree .name { display: flex; padding: 0 !important; white-space: pre-wrap; }
.tree .name b { padding: 0.25rem 0; font-weight: 400; min-width: 0; }
div.row .name b { padding-left: 1rem; }
.tree .name i { flex: none; width: 1.125rem; margin-left: 0.375rem; border-left: 1px solid var(--line); }
summary.row { cursor: pointer; list-style: none; color: var(--quiet); }
summary.row::-webkit-details-marker { display: none; }
summary.row:hover, .row:not(.head):hover { background: color-mix(in srgb, var(--focus) 6%, transparent); }
summary .name b { color: var(--text); font-weight: 600; }
summary .name b::before { content: '▸'; display: inline-block; width: 1rem; color: var(--quiet); font-weight: 400; }
details[open] > summary .name b::before { content: '▾'; }
.why { font-size: 0.8125rem; color: var(--quiet); }
ins { color: var(--treated); }
.treated > .was { color: var(--quiet); }
.treated > .why { color: var(--treated); }
.dropped > .was, .dropped > .why, .dropped > .name b { color: var(--dropped); }
.unfit > .was, .unfit > .why, .unfit > .name b { color: var(--unfit); }
.row.dropped { background: var(--dropped-back); }
.row.unfit { background: var(--unfit-back); }
del { text-decoration: line-through; text-decoration-thickness: 1px; }
ins { text-decoration: none; }
.more { padding: 0.375rem 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-style: italic; }
details.raw > summary { padding: 0.625rem 1rem; cursor: pointer; }
pre { margin: 0; padding: 1rem; border-top: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: 0.8125rem; }

@media (max-width: 48rem) {
  .counts { grid-template-columns: repeat(2, 1fr); }
  form { position: static; }
  fieldset { flex-direction: column; width: 100%; }
  fieldset label + label { border-left: 0; border-top: 1px solid var(--line); }
  .tree .head { display: none; }
  .row { display: flex; flex-wrap: wrap; gap: 0 0.75rem; padding: 0 0.5rem 0.25rem; }
  .row > span { padding: 0.25rem 0 0; }
  .row > .name { flex: none; max-width: 100%; }
  .row > .was { flex: 1 1 8rem; }
  .tree .name b { padding-bottom: 0; }
  .tree .name i { width: 0.5rem; }
  .row > span:empty, summary.row > .leaves, .row.kept > .leaves:not(:has(ins)), .row > .leaves:has(.sr) { display: none; }
  .row > .leaves { flex-basis: 100%; padding: 0 0 0 2rem; word-break: break-all; }
  .row > .leaves::before { content: '→ '; color: var(--quiet); }
  .row > .why { padding-left: 2rem; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  td { padding: 0.125rem 1rem; border-top: 0; width: auto !important; }
  tr { display: block; padding: 0.375rem 0; border-top: 1px solid var(--line); }
}
@media print {
  body { max-width: none; padding: 0; background: none; font-size: 0.75rem; }
  form, .raw { display: none; }
  .row, tr, .counts li { break-inside: avoid; }
  .row.dropped, .row.unfit, .tag, .note, .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; }
}
`;
