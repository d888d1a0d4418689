import { failed, type Line, ok } from './line.ts';

/** Trust in sentences: who may do what, under which conditions. The same trust gives the same sentences. */
export interface Trust {
  /** As a deployment would make it now. */
  readonly expected: readonly string[];
  /** As the cloud has it. */
  readonly found: readonly string[];
}

/**
 * Compares trust: what is there and should not be lets somebody in, what is missing keeps the vendor out.
 *
 * @param deploys what deploys again
 */
export const compareTrust = (what: string, { expected, found }: Trust, deploys: string): Line => {
  const tooMuch = [...new Set(found)].filter((each) => !expected.includes(each)).sort();
  const missing = [...new Set(expected)].filter((each) => !found.includes(each)).sort();
  if (tooMuch.length === 0 && missing.length === 0) {
    return ok(what, found.length > 0 ? [...new Set(found)].sort().join('; ') : 'nobody is named');
  }
  const said = [
    ...(tooMuch.length > 0 ? [`is there and is not configured: ${tooMuch.join('; ')}`] : []),
    ...(missing.length > 0 ? [`is configured and is not there: ${missing.join('; ')}`] : []),
  ];
  const todo =
    tooMuch.length > 0
      ? `find out who changed it, take away what is not configured, and deploy again: ${deploys}`
      : `deploy again: ${deploys}`;
  return failed(what, said.join('. '), todo);
};
