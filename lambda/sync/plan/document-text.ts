import { hash as hashOf } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { canonicalText } from '../mapping/canonical-text.ts';

/** A document as it waits for its turn. */
export interface DocumentText {
  /** Of all of it. */
  readonly hash: string;
  readonly text: string;
  readonly groups: readonly string[];
}

/** 128 bits, in six each. */
const hashLetters = 22;

/** @param hasGroups whether `groups` is no member of users at the destination */
export const documentText = (document: JsonObject, hasGroups: boolean): DocumentText => {
  const whole = canonicalText(document);
  const hash = hashOf('sha256', whole, 'base64url').slice(0, hashLetters);
  if (!hasGroups || !Object.hasOwn(document, 'groups')) return { hash, text: whole, groups: [] };
  const { groups, ...rest } = document;
  const names = Array.isArray(groups) ? groups.filter((name) => typeof name === 'string') : [];
  return { hash, text: canonicalText(rest), groups: [...new Set(names)].sort() };
};
