import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { environmentOf } from '../../../../config/expression/environment.ts';
import { readText } from '../../../../config/expression/read-text.ts';
import {
  grants as grantsSchema,
  groups as groupsSchema,
  map as mapSchema,
  users as usersSchema,
} from '../../../../config/schema/sync/mapping.ts';
import { compileMapping } from '../../../../lambda/sync/mapping/compile-mapping.ts';
import type { SourceGroup, SourceUser } from '../../../../lambda/sync/mapping/mapped-user.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/sync-mapping.md'), 'utf8');

const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!);

const [written = ''] = blocks('yaml');
const [person = '', becomes = ''] = blocks('json');
const { user, groups } = JSON.parse(person) as { user: SourceUser; groups: readonly SourceGroup[] };
const example = parse(written);
const sync = {
  users: usersSchema.parse(example.users),
  groups: groupsSchema.parse(example.groups),
  map: mapSchema.parse(example.map),
  grants: grantsSchema.parse(example.grants),
};

test('the example becomes what the page says', () => {
  const mapped = compileMapping(sync).map(user, groups);
  expect(mapped).toEqual({ key: 'ada.peeters@acme.example', document: JSON.parse(becomes) });
  expect(page).toContain('`ada.peeters@acme.example`');
});

/** Rows such as: expression, value. */
const rows = [...page.matchAll(/^\| `(.+)` \| (?:`(.+)`|(nothing)) \|$/gm)].map(
  ([, text, value]) => [text!, value] as const,
);

test.each(rows)('%s gives %s', (text, value) => {
  const mapped = compileMapping({ ...sync, map: { value: `\${${text}}` }, grants: [] }).map(user, groups);
  expect(mapped).toMatchObject({ document: value === undefined ? {} : { value: JSON.parse(value) } });
  if (value === undefined) expect(mapped).not.toHaveProperty('document.value');
});

test('there are rows of each kind', () => {
  expect(rows).toHaveLength(20);
  expect(rows.filter(([, value]) => value === undefined)).toHaveLength(3);
});

test.each([
  ['Ghent', 'Ghent'],
  ['${user.level}', 3],
  ['${user.surname}, ${user.givenName}', 'Peeters, Ada'],
  ['$${user.level}', '${user.level}'],
])('the text %s is in the table, and gives %j', (text, value) => {
  expect(page).toContain(`| \`${text}\` |`);
  expect(compileMapping({ ...sync, map: { value: text }, grants: [] }).map(user, groups)).toMatchObject({
    document: { value },
  });
  expect(readText(text, 'user').form).toBe(
    typeof value === 'number' ? 'value' : text.startsWith('${') ? 'joined' : 'literal',
  );
});

test('every function is named, and none that there is not', () => {
  const known = environmentOf('user')
    .getDefinitions()
    .functions.map(({ name }) => name)
    .filter((name) => !name.startsWith('matches_'));
  const table = page.slice(page.indexOf('| of | functions |'), page.indexOf('`getMonth` begins'));
  const named = [...table.matchAll(/`(?:\w+\.)?(\w+)`/g)].map(([, name]) => name!);
  expect([...new Set(named)].sort()).toEqual([...new Set(known)].sort());
});
