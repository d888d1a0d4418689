import { PlatformError } from '../../platform/platform-error.ts';

/**
 * Reads what the registry itself has written: a JSON object that has all keys of one of the lists.
 *
 * @throws PlatformError `state-invalid`, which repeats nothing of it
 */
export const parseStored = <Value>(text: string, ...forms: readonly (readonly string[])[]): Value => {
  const value = objectIn(text);
  if (value && forms.some((keys) => keys.every((key) => key in value))) return value as Value;
  throw new PlatformError(
    'state-invalid',
    'an object in the registry of agents was not written by this gateway: restore the version before, or remove the agent and enrol it anew',
  );
};

const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // A parser's own message quotes the text.
    return undefined;
  }
};
