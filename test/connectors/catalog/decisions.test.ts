import { describe, expect, test } from 'vitest';
import type { Shape, Treatment } from '../../../config/shapes/shape.ts';
import { catalogNames, catalogText } from '../../../connectors/catalog.ts';
import type { Definition } from '../../../connectors/definition/definition.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';

/** What docs/connectors.md decides about fields of one kind, by what sources call them. */
interface Decision {
  readonly about: string;
  readonly called: RegExp;
  /** None: a field of this kind is not named at all. */
  readonly leave: readonly Treatment[];
}

const pseudonyms: readonly Treatment[] = ['pseudonym', 'pseudonym-reversible'];

const decisions: readonly Decision[] = [
  {
    about: 'where somebody belongs: departments, divisions, cost centres, units, employers',
    called: /^(dept|department|division|cost_?center|org_?unit_?path|company(_?name)?|supervisory_organization.*)$/i,
    leave: ['pseudonym'],
  },
  { about: 'mail addresses', called: /^(\w*[a-z_])?e?mail(_?address)?$|^email$/i, leave: pseudonyms },
  { about: 'names to sign in by', called: /^(user_?name|user_?principal_?name|login)$/i, leave: pseudonyms },
  { about: 'addresses of machines', called: /^ip$|ip_?address$/i, leave: ['hash-ip'] },
  {
    about: 'what anybody can look up who wrote',
    called: /(^|_)sha$|^commit_id$|^repository_id$|project_id$|^parent_ids$/,
    leave: pseudonyms,
  },
  {
    about: 'names, jobs, days of life, and how to reach somebody',
    called:
      /^(given_?name|family_?name|first_?name|last_?name|surname|real_?name|job_?title|business_?title|job_?profile|birth\w*|hire_?date|termination_?date|gender|\w*phone(_?number)?|mobile\w*|avatar\w*|photo\w*|picture\w*|image(_\w+)?|office_?location|location|street\w*|postal\w*)$/i,
    leave: [],
  },
];

/** Ids that only the customer's own organization can look up, though they are called like public ones. */
const privateIds: Readonly<Record<string, readonly string[]>> = { openai: ['project_id'] };

/** Where a page goes on, as text. */
const pageToken =
  /^(cursor|offset|after|before|page|\$?(skip|delta|sync|page|next_?page_?)token|next_?page_?token|token)$/i;

/** Places that are ids of things. */
const openTokens: Readonly<Record<string, readonly string[]>> = {
  openai: ['after', 'before'],
};

const definitions = catalogNames.flatMap(
  (name) => readDefinition(catalogText(name), `${name}.yaml`, name).content ?? [],
);

describe.each(definitions)('$name', (definition) => {
  const { name, endpoints, $defs } = definition;
  const fields = fieldsOf(definition).filter(([field]) => !privateIds[name]?.includes(field));

  test.each(decisions)('decides as all others about $about', ({ called, leave }) => {
    const others = fields.flatMap(([field, { treatment = 'keep' }]) =>
      called.test(field) && !leave.includes(treatment) ? [`${field}: ${treatment}`] : [],
    );
    expect(others).toEqual([]);
  });

  test('seals where pages go on', () => {
    const open = Object.entries(endpoints).flatMap(([endpoint, { query = {} }]) =>
      Object.entries(query).flatMap(([parameter, shape]) =>
        pageToken.test(parameter) && scalars(shape, $defs).some(isOpenText) ? [`${endpoint}: ${parameter}`] : [],
      ),
    );
    const isKnown = (each: string) => openTokens[name]?.some((parameter) => each.endsWith(`: ${parameter}`));
    expect(open.filter((each) => !isKnown(each))).toEqual([]);
  });
});

type Field = readonly [name: string, shape: Shape];

/** Text that could say anything: not a number, a time or a word of a list. */
const isOpenText = ({ type, treatment, pattern, format }: Shape): boolean =>
  [type].flat().includes('string') && treatment === undefined && pattern === undefined && format === undefined;

/** The texts and numbers that answers name, each with its own name; of a list, of what it is a list. */
function fieldsOf({ endpoints, $defs }: Definition): readonly Field[] {
  const answers = Object.values(endpoints).flatMap(({ answer, answers: others = {} }) => [
    ...(answer ? [answer] : []),
    ...Object.values(others),
  ]);
  const found = [...answers, ...Object.values($defs)].flatMap((shape) => named(shape, $defs));
  return found.filter(
    ([, { type, enum: values }]) => values === undefined && /string|integer|number/.test(String(type)),
  );
}

const named = (shape: Shape, defs: Definition['$defs']): readonly Field[] => {
  const { properties = {}, items, anyOf = [], additionalProperties } = shape;
  const own = Object.entries(properties).flatMap(([field, each]): readonly Field[] => [
    ...scalars(each, defs).map((scalar): Field => [field, scalar]),
    ...named(each, defs),
  ]);
  const parts = [...(items ? [items] : []), ...anyOf, ...(additionalProperties ? [additionalProperties] : [])];
  return [...own, ...parts.flatMap((part) => named(part, defs))];
};

/** What a value can be that is no object, references followed. */
const scalars = (shape: Shape, defs: Definition['$defs'], seen: readonly Shape[] = []): readonly Shape[] => {
  if (seen.includes(shape)) return [];
  const referred = shape.$ref === undefined ? undefined : defs[shape.$ref.replace('#/$defs/', '')];
  const inner = [...(referred ? [referred] : []), ...(shape.anyOf ?? []), ...(shape.items ? [shape.items] : [])];
  if (inner.length === 0) return shape.properties ? [] : [shape];
  return inner.flatMap((each) => scalars(each, defs, [...seen, shape]));
};
