import { closest } from '../../../config/closest.ts';
import { printedKey } from '../../../config/load/printed-path.ts';
import type { SchemeProblem } from './scheme-problem.ts';
import type { Asked } from './security-requirements.ts';

/** Something that keeps an endpoint from being called, and what to do. */
export interface AuthenticationProblem {
  /** Goes on after the name of the setting. */
  readonly what: string;
  readonly remedy: string;
}

/** A scheme that the configuration names, and the document does not have. */
export const unknownScheme = (name: string, declared: readonly string[]): AuthenticationProblem => {
  const meant = closest(name, declared);
  const all = declared.length > 0 ? `It has: ${declared.map(printedKey).join(', ')}.` : 'It has none at all.';
  return {
    what: `names the scheme ${printedKey(name)}, which the OpenAPI document does not have`,
    remedy: meant ? `Did you mean ${printedKey(meant)}?` : all,
  };
};

/**
 * A scheme that can not be used.
 *
 * @param asked what the endpoints could be called with instead
 */
export const brokenScheme = (
  name: string,
  { message, remedy }: SchemeProblem,
  asked: readonly Asked[],
): AuthenticationProblem => {
  const other = asked.flat().find((way) => way.length > 0 && way.every((scheme) => scheme.name !== name));
  const names = other?.map((scheme) => printedKey(scheme.name)).join(', ');
  return {
    what: `can not be as the OpenAPI document says: its scheme ${printedKey(name)} ${message}`,
    remedy:
      names === undefined ? remedy : `${remedy} Or take another: authentication: { document: { use: [${names}] } }`,
  };
};

/** An endpoint that nothing is left for, though each of its schemes could be used. */
export const noWay = (endpoint: string, asked: Asked): AuthenticationProblem => ({
  what: `leaves no way to call ${endpoint}, which asks for ${printedWays(asked)}`,
  remedy: 'Name all schemes of one of these ways under use. Two that need the same header can not be sent together.',
});

/** A scheme that is to be used, but that no endpoint asks for without others that are not. */
export const uselessScheme = (name: string, asked: readonly Asked[]): AuthenticationProblem => {
  const ways = new Map(asked.flat().map((way) => [JSON.stringify(way.map((scheme) => scheme.name)), way]));
  return {
    what: `uses the scheme ${printedKey(name)}, which is not enough for any endpoint`,
    remedy: `They ask for ${printedWays([...ways.values()])}: name all schemes of one of these ways under use.`,
  };
};

const printedWays = (asked: Asked): string =>
  asked.map((way) => way.map(({ name }) => printedKey(name)).join(' and ') || 'nothing').join(', or ');
