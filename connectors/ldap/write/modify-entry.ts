import type { LdapEntry } from '../wire/entry.ts';
import { ChangeProblem } from './change-problem.ts';
import type { ChangeOf } from './change-schema.ts';
import { sameValues } from './same-values.ts';
import { checkAttributes, findWritable, modify, type Step, type Writing, type Written } from './writing.ts';

const noSuchAttribute = 16;
const attributeOrValueExists = 20;

/**
 * Changes attributes of an entry. Only what differs is sent; nothing, if nothing does.
 *
 * @throws ChangeProblem, SourceError
 */
export const modifyEntry = async (writing: Writing, change: ChangeOf<'modify'>): Promise<Written> => {
  const { entry: target, of = 'users', replace = {}, add = {}, remove = {} } = change;
  const list = writing.directory[of];
  if (!list) throw new ChangeProblem('change-not-allowed', `the source has no ${of}: they are left out in its options`);
  const attributes = [replace, add, remove].flatMap(Object.keys);
  checkAttributes(writing, attributes);
  const entry = await findWritable(writing, list, target, attributes);
  const steps = stepsOf(entry, { replace, add, remove });
  if (steps.length === 0) return { outcome: 'unchanged', entry };
  const status = await modify(writing, entry.dn, steps, [noSuchAttribute, attributeOrValueExists]);
  if (status === 0) return { outcome: 'changed', entry };
  return { outcome: (await oneByOne(writing, entry.dn, steps)) ? 'changed' : 'unchanged', entry };
};

type Values = Readonly<Record<string, readonly string[]>>;

const stepsOf = (
  entry: LdapEntry,
  { replace, add, remove }: Readonly<Record<'replace' | 'add' | 'remove', Values>>,
) => {
  const steps: Step[] = [];
  const has = (attribute: string, value: string) =>
    entry.values(attribute).some((each) => each.toString('utf8') === value);
  for (const [attribute, values] of Object.entries(replace))
    if (!sameValues(entry.values(attribute), values)) steps.push({ operation: 'replace', attribute, values });
  for (const [attribute, values] of Object.entries(add)) {
    const missing = values.filter((value) => !has(attribute, value));
    if (missing.length > 0) steps.push({ operation: 'add', attribute, values: missing });
  }
  for (const [attribute, values] of Object.entries(remove)) {
    const present = values.filter((value) => has(attribute, value));
    if (present.length > 0) steps.push({ operation: 'delete', attribute, values: present });
  }
  return steps;
};

/**
 * The server takes a value for one that is there, which differs by its bytes (case, spaces). Then it is asked value by value, and those that
 * are so already are passed over.
 *
 * @returns whether anything was changed
 */
const oneByOne = async (writing: Writing, dn: string, steps: readonly Step[]): Promise<boolean> => {
  let isChanged = false;
  for (const step of steps) {
    const single = step.operation === 'replace' ? [step] : step.values.map((value) => ({ ...step, values: [value] }));
    for (const each of single)
      if ((await modify(writing, dn, [each], [noSuchAttribute, attributeOrValueExists])) === 0) isChanged = true;
  }
  return isChanged;
};
