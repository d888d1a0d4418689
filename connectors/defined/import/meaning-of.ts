import type { AnswerRule, Meaning } from '../../definition/definition.ts';
import { fieldReader } from '../../field-reader.ts';

/** What decides about an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

const byStatus: Readonly<Record<number, Meaning>> = {
  204: 'absent',
  401: 'credentials-refused',
  403: 'access-denied',
  429: 'throttled',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** Whether the body is needed to know what an answer means. */
export const needsBody = (rules: readonly AnswerRule[], { status }: AnswerHead): boolean =>
  rules.some((rule) => rule.status === status && rule.column !== undefined);

/**
 * What an answer means: by the first rule that fits, or else by its status.
 *
 * @returns `undefined` for a success
 */
export const meaningOf = (rules: readonly AnswerRule[], head: AnswerHead, body: unknown): Meaning | undefined => {
  const rule = rules.find((each) => each.status === head.status && fits(each, head, body));
  if (rule) return rule.means;
  // GitHub's secondary limits, among others: a denial that passes.
  if (head.status === 403 && head.headers.has('retry-after')) return 'throttled';
  const known = byStatus[head.status];
  return known ?? (head.status >= 200 && head.status < 300 ? undefined : 'failed');
};

const fits = (rule: AnswerRule, { headers }: AnswerHead, body: unknown): boolean => {
  if (rule.in === undefined) return true;
  const values: readonly unknown[] = rule.in;
  if (rule.header !== undefined) {
    const value = headers.get(rule.header);
    return value !== null && values.map(String).includes(value);
  }
  if (typeof body !== 'object' || body === null) return false;
  return values.includes(fieldReader(rule.column!)(body));
};
