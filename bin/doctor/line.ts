import { PlatformError } from '../../lambda/platform/platform-error.ts';
import { DeploymentError } from '../../stacks/deployment-error.ts';
import { CommandError } from '../exit-code.ts';
import { explainError } from '../explain-error.ts';

/** How something was found. */
export type LineState = 'ok' | 'failed' | 'not known';

/** One thing that was looked at. Nothing in it is of a secret, of a token or of an answer. */
export interface Line {
  /** In a word or two. */
  readonly what: string;
  readonly state: LineState;
  readonly found: string;
  /** What somebody must do about it: a sentence without its full stop. */
  readonly todo?: string | undefined;
}

/**
 * All is well.
 *
 * @param todo what is left to do all the same
 */
export const ok = (what: string, found: string, todo?: string): Line => ({
  what,
  state: 'ok',
  found,
  ...(todo !== undefined && { todo }),
});

/** Somebody must do something. */
export const failed = (what: string, found: string, todo: string): Line => ({ what, state: 'failed', found, todo });

/** Nobody could look. */
export const notKnown = (what: string, found: string, todo?: string): Line => ({
  what,
  state: 'not known',
  found,
  ...(todo !== undefined && { todo }),
});

/** Something could not be looked at. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
  readonly todo: string | undefined;

  /** @param found nothing of an answer but what a cloud calls its error */
  constructor(found: string, todo?: string) {
    super(found);
    this.todo = todo;
  }
}

/**
 * Looks at something. What keeps it from that is a line too, so that one right that is missing hides nothing else.
 *
 * @throws the stop's reason
 */
export const looked = async (
  what: string,
  stop: AbortSignal,
  look: () => readonly Line[] | Promise<readonly Line[]>,
): Promise<readonly Line[]> => {
  stop.throwIfAborted();
  try {
    return await look();
  } catch (error) {
    stop.throwIfAborted();
    return [unseen(what, error)];
  }
};

const unseen = (what: string, error: unknown): Line => {
  if (error instanceof NotKnown) return notKnown(what, error.message, error.todo);
  const isOurs = [CommandError, PlatformError, DeploymentError].some((kind) => error instanceof kind);
  // The message of an error that nobody foresaw may quote something.
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return notKnown(what, isOurs ? explainError(error).message : `it could not be looked at (${name})`);
};
