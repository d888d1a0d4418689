import { hash } from 'node:crypto';
import type { StandInRequest } from './stand-in.ts';

/** Where a list goes on. */
export interface Position {
  /** The path, and every parameter that must not change from page to page. */
  readonly list: string;
  readonly offset: number;
  /** What an API may put into its tokens as well. */
  readonly hint?: string | undefined;
}

/** An opaque token, good for one list. */
export const pageToken = ({ list, offset, hint = '' }: Position): string =>
  Buffer.from(JSON.stringify([hash('sha256', list), offset, hint])).toString('base64url');

/** How many rows of a list came before; `undefined` for a token that is none of this list. */
export const offsetOf = (token: string, list: string): number | undefined => {
  try {
    const [of, offset] = JSON.parse(Buffer.from(token, 'base64url').toString()) as readonly unknown[];
    return of === hash('sha256', list) && typeof offset === 'number' ? offset : undefined;
  } catch {
    return undefined;
  }
};

/** The path with its query, but for what may change from page to page. */
export const listOf = ({ path, query }: StandInRequest, changing: readonly string[]): string => {
  const kept = [...query].filter(([name]) => !changing.includes(name)).toSorted();
  return `${path}?${new URLSearchParams(kept)}`;
};
