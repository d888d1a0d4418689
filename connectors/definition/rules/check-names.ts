import { closest } from '../../../config/closest.ts';
import type { Report } from '../../../config/schema/draft.ts';
import type { Definition } from '../definition.ts';
import { namesIn } from '../template.ts';

/** Checks that every `${name}` is a setting, or what the place knows besides. */
export const checkNames = (definition: Definition, report: Report): void => {
  const settings = Object.keys(definition.settings);
  const check = (value: unknown, path: readonly PropertyKey[], others: readonly string[]): void => {
    if (typeof value === 'string') {
      const unknown = namesIn(value).find((name) => !settings.includes(name) && !others.includes(name));
      if (unknown === undefined) return;
      const meant = closest(unknown, [...settings, ...others]);
      report(
        path,
        'names a setting that is not there',
        meant ? `Did you mean \${${meant}}?` : 'Add it under settings:.',
      );
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inside] of Object.entries(value))
      check(inside, [...path, Array.isArray(value) ? Number(key) : key], others);
  };
  check(definition.server, ['server'], []);
  check(definition.headers, ['headers'], []);
  check(definition.setup, ['setup'], ['permissions']);
  for (const [name, { with: written }] of Object.entries(definition.authentication))
    check(written, ['authentication', name, 'with'], ['permissions']);
  for (const [name, { request, server, query, body, headers, items, changes }] of Object.entries(definition.lists)) {
    const path = ['lists', name];
    check({ request, server, body, headers, items }, path, []);
    check(query, [...path, 'query'], ['fields']);
    check(changes, [...path, 'changes'], ['fields']);
  }
  for (const [name, { server, also }] of Object.entries(definition.endpoints)) {
    check(name, ['endpoints', name], []);
    check(server, ['endpoints', name, 'server'], []);
    check(also, ['endpoints', name, 'also'], []);
  }
};
