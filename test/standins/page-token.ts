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
export const pageToken = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Where a list goes on; `undefined` for a token that is none. */
export const positionOf = (token: string): Position | undefined => {
  try {
    const position: Position = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Number.isInteger(position.offset) ? position : undefined;
  } catch {
    return undefined;
  }
};

/** The path with its query, but for what may change from page to page. */
export const listOf = ({ path, query }: StandInRequest, changing: readonly string[]): string => {
  const kept = [...query].filter(([name]) => !changing.includes(name)).toSorted();
  return `${path}?${new URLSearchParams(kept)}`;
};
