/** What the page does beside being read: searching, narrowing, folding. Without it everything is there and open. It calls nothing. */
export const pageScript = `
'use strict';
const all = (selector) => [...document.querySelectorAll(selector)];
const form = document.querySelector('form');
const [search] = form.elements;
const shown = form.querySelector('output');
const rows = all('[data-outcome]');
const words = new Map(rows.map((row) => [row, (row.title + ' ' + row.textContent).toLowerCase()]));
// The innermost first, so that a group knows of the groups in it.
const groups = all('.tree details').reverse();
const wanted = { all: /./, changed: /treated/, stays: /dropped|unfit/ };

const apply = () => {
  const text = search.value.trim().toLowerCase();
  const filter = form.elements.show.value;
  for (const row of rows) row.hidden = !(wanted[filter].test(row.dataset.outcome) && words.get(row).includes(text));
  for (const group of groups) {
    const summary = group.firstElementChild;
    const isEmpty = !group.querySelector(':scope > :not(summary, [hidden], .more)');
    const isPlain = !summary.dataset.outcome;
    group.hidden = isEmpty && (isPlain ? group.childElementCount > 1 || text !== '' || filter !== 'all' : summary.hidden);
    // A group that stays for what is in it keeps its heading.
    if (!group.hidden) summary.hidden = false;
    if (text !== '' && !group.hidden) group.open = true;
  }
  for (const more of all('.more')) more.hidden = text !== '' || filter !== 'all';
  const fields = rows.filter((row) => !row.closest('table'));
  const visible = fields.filter((row) => !row.closest('[hidden]')).length;
  shown.value = visible === fields.length ? fields.length + ' lines' : visible + ' of ' + fields.length + ' lines';
};

form.hidden = false;
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
for (const button of all('button[data-open]')) {
  button.addEventListener('click', () => {
    for (const group of groups) group.open = button.dataset.open === 'true';
  });
}
addEventListener('beforeprint', () => {
  for (const group of groups) group.open = true;
});
apply();
`;
