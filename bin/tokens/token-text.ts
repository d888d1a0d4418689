import type { TokenState } from './token-state.ts';

/** A token's state as lines for people. */
export const tokenText = (state: TokenState, isSignIn: boolean): string => {
  const { scheme, standing, obtainedAt, endsAt, scope, stopped, hasRefreshToken, generation, type } = state;
  const lines: readonly (readonly [string, string | null])[] = [
    ['state', explained(standing, isSignIn)],
    ['obtained', obtainedAt],
    ['ends', endsAt ?? (obtainedAt === null ? null : 'never, as it was entered')],
    ['renewed', state.renewAt === null ? null : `about ${state.renewAt}`],
    ['type', type],
    ['scope', scope],
    ['refresh token', generation === 0 ? null : hasRefreshToken ? 'yes' : 'no'],
    ['generation', generation === 0 ? null : String(generation)],
    ['stopped', stopped && `${stopped.since}, ${stopped.code}${stopped.oauth ? ` (${stopped.oauth})` : ''}`],
    ['what to do', stopped ? stopped.remedy : null],
  ];
  const shown = lines.filter((line): line is [string, string] => line[1] !== null);
  return [scheme, ...shown.map(([title, text]) => `  ${title.padEnd(15)}${text}`)].join('\n');
};

const explained = (standing: TokenState['standing'], isSignIn: boolean): string => {
  switch (standing) {
    case 'none':
      return isSignIn ? 'none: nobody has signed in' : 'none: the first call obtains one';
    case 'valid':
      return 'valid';
    case 'ended':
      return 'ended: the next call renews it';
    case 'stopped':
      return 'stopped: no further token is asked for until that is corrected';
    case 'unreadable':
      return 'unreadable: its key is gone, or somebody wrote over it; the next call obtains a new one';
  }
};
