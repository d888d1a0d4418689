import { RelayRefused } from '../relay-refused.ts';

/** Begins with a letter, ends with a letter or digit, no two hyphens in a row; no longer than 32. */
const pattern = /^(?=.{1,32}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Whether an agent may be called so. */
export const isAgentName = (name: unknown): name is string => typeof name === 'string' && pattern.test(name);

/** Throws RelayRefused `request-malformed` unless an agent may be called so. */
export const agentName = (name: unknown): string => {
  if (isAgentName(name)) return name;
  throw new RelayRefused(
    'request-malformed',
    'Send "agent" as 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as berlin.',
  );
};
