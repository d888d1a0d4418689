import { closest } from '../../../config/closest.ts';
import { ExpressionError } from '../../../config/expression/expression-error.ts';
import { isOneExpression, textParts } from '../../../config/expression/template-text.ts';
import type { Json } from '../../item.ts';

/**
 * What a template of a request knows. The map has computed everything already: a template only says where it goes.
 *
 * - `key`: the key of the user. `id`: the id that the API gave it.
 * - `record`: what the map gives, with the key and being active at their places.
 * - `whole`: what the API has of the user, with the record over it.
 */
export type RequestVariables = Readonly<Partial<Record<VariableName, Json>>>;

/** Names of what a template may know. */
export type VariableName = 'id' | 'key' | 'record' | 'whole';

/** Why a template can not be filled in for this user: our own sentence, without a value. */
export class TemplateFailure extends Error {
  override readonly name = 'TemplateFailure';
}

/**
 * What is wrong with a text of a request; `undefined` if nothing is.
 *
 * @param known what it may be about
 */
export const templateProblem = (text: string, known: readonly VariableName[]): string | undefined => {
  try {
    for (const part of textParts(text)) {
      if (typeof part === 'string') continue;
      const [name = '', ...names] = part.expression.trim().split('.');
      if (!known.some((each) => each === name)) return `knows no ${name}: ${meant(name, known)}`;
      if (names.length > 0 && (name === 'id' || name === 'key')) return `is about a member of ${name}, which has none`;
      if (names.includes('')) return 'has two dots, or one at its end';
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return `${error.message}: ${error.remedy}`;
  }
};

const meant = (name: string, known: readonly VariableName[]): string => {
  const near = closest(name, known);
  return near === undefined ? `write ${known.map((each) => `\${${each}}`).join(', ')}` : `did you mean \${${near}}?`;
};

/** Whether something in a template is about this variable. */
export const isAbout = (template: Json | undefined, name: VariableName): boolean => {
  if (typeof template === 'string')
    return textParts(template).some(
      (part) => typeof part === 'object' && part.expression.trim().split('.')[0] === name,
    );
  if (typeof template !== 'object' || template === null) return false;
  return Object.values(template).some((each) => isAbout(each, name));
};

/**
 * A template filled in: a text that is one expression alone becomes its value, of whatever kind. What there is not is left out.
 *
 * @throws TemplateFailure
 */
export const filledTemplate = (template: Json, variables: RequestVariables): Json | undefined => {
  if (typeof template === 'string')
    return isOneExpression(template)
      ? valueAt(template.slice(2, -1), variables)
      : filledText(template, variables, (text) => text);
  if (typeof template !== 'object' || template === null) return template;
  if (isList(template))
    return template.map((each) => filledTemplate(each, variables)).filter((each) => each !== undefined);
  const members = Object.entries(template).flatMap(([name, each]): [string, Json][] => {
    const value = filledTemplate(each, variables);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(members);
};

const isList = (template: Json): template is readonly Json[] => Array.isArray(template);

/**
 * A text filled in; `undefined` if something of it is not there.
 *
 * @param write how a value is written within it
 * @throws TemplateFailure
 */
export const filledText = (
  template: string,
  variables: RequestVariables,
  write: (text: string) => string,
): string | undefined => {
  let text = '';
  for (const part of textParts(template)) {
    const value = typeof part === 'string' ? part : valueAt(part.expression, variables);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object') throw new TemplateFailure('a list or map can not stand among letters');
    text += typeof part === 'string' ? part : write(String(value));
  }
  return text;
};

/**
 * A path filled in, so that no value leads out of its segment.
 *
 * @throws TemplateFailure for a value that can not stand in a path, or is not there
 */
export const filledPath = (template: string, variables: RequestVariables): string =>
  template
    .split('/')
    .map((segment) => filledSegment(segment, variables))
    .join('/');

const filledSegment = (template: string, variables: RequestVariables): string => {
  const segment = filledText(template, variables, (value) => {
    if (!value.isWellFormed()) throw new TemplateFailure('half a letter can not stand in a path');
    return encodeURIComponent(value);
  });
  if (segment === undefined) throw new TemplateFailure('what its path needs is not there');
  if (segment !== template && /^\.{0,2}$/.test(segment))
    throw new TemplateFailure('its key or id can not stand in a path');
  return segment;
};

const valueAt = (expression: string, variables: RequestVariables): Json | undefined => {
  const names = expression.trim().split('.');
  return names.reduce<Json | undefined>(member, variables as Json);
};

const member = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined;
