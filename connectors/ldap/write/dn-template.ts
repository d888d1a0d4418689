import { type Dn, escapeDnValue, parseDn } from '../dn.ts';

const placeholder = /\{([^{}]*)\}/g;
const name = /^[A-Za-z][A-Za-z0-9-]*$/;

/** What is wrong with a DN that has names of attributes in braces; `undefined` if nothing is. */
export const templateProblem = (template: string): string | undefined => {
  const names = templateNames(template);
  if (names.length === 0) return 'has no attribute in braces: all new entries would have one name';
  const strange = names.find((each) => !name.test(each));
  if (strange !== undefined) return `has {${strange}}: write the name of an attribute between the braces`;
  // A placeholder may be a value or a part of one, never a name.
  if (/\{[^}]*\}[^,+=]*=/.test(template)) return 'has a placeholder in the name of an attribute: put it behind the =';
  return parseDn(template.replaceAll(placeholder, 'x'))
    ? undefined
    : 'is no distinguished name, such as uid={uid},dc=example';
};

/** The attributes that a template names. */
const templateNames = (template: string): readonly string[] =>
  [...template.matchAll(placeholder)].map(([, found]) => found!);

/**
 * Fills in a template. Whatever a value holds, it stays a part of one value of the DN.
 *
 * @param textOf the value of an attribute
 */
export const fillTemplate = (template: string, textOf: (attribute: string) => string): Dn => {
  const text = template.replaceAll(placeholder, (_, attribute: string) => escapeDnValue(textOf(attribute)));
  const dn = parseDn(text);
  if (!dn) throw new RangeError('a template that was checked gives a DN');
  return dn;
};
