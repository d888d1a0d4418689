/** A change of a user that failed, and is tried again. */
export interface KnownTrouble {
  readonly code: string;
  readonly attempts: number;
  /** Milliseconds since 1970. `undefined`: not before the user changes, or somebody asks for it. */
  readonly nextAt?: number | undefined;
  /** Of the document that was refused: another one is tried at once. */
  readonly hash: string;
}

/**
 * What is remembered of a user.
 *
 * - `absent`: not at the destination; it could not be made. `creating`: is about to be made by us, and ours if it is found there.
 * - `active`, `disabled`: there, and ours.
 */
export interface KnownUser {
  readonly state: 'absent' | 'creating' | 'active' | 'disabled';
  /** The destination's name for it; empty where it is not there. */
  readonly id: string;
  /** Of the document that was delivered; empty where none was. */
  readonly hash: string;
  /** Of who is disabled: since when, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Groups of the destination that it was put into. */
  readonly groups?: readonly string[] | undefined;
  readonly trouble?: KnownTrouble | undefined;
}

const states = ['absent', 'creating', 'active', 'disabled'] as const;

/** One line of what is kept. */
export const lineOf = (key: string, { state, id, hash, since, groups, trouble }: KnownUser): string => {
  const rest = [
    since ?? 0,
    groups ?? 0,
    trouble ? [trouble.code, trouble.attempts, trouble.nextAt ?? 0, trouble.hash] : 0,
  ];
  while (rest.at(-1) === 0) rest.pop();
  return JSON.stringify([key, states.indexOf(state), id, hash, ...rest]);
};

/** Reads such a line, which nobody but us can have sealed. */
export const readLine = (line: string): readonly [string, KnownUser] => {
  const [key, state, id, hash, since = 0, groups = 0, trouble = 0] = JSON.parse(line);
  const optional = {
    ...(since && { since }),
    ...(groups && { groups }),
    ...(trouble && { trouble: readTrouble(trouble) }),
  };
  // Some destinations know users by their keys: of 100,000, one text each is 5 MB less.
  return [key, { state: states[state as number]!, id: id === key ? key : id, hash, ...optional }];
};

const readTrouble = ([code, attempts, nextAt, hash]: [string, number, number, string]): KnownTrouble => ({
  code,
  attempts,
  ...(nextAt > 0 && { nextAt }),
  hash,
});
