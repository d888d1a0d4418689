import type { Treatment } from '../../config/shapes/shape.ts';

/** What happens to a field on its way out, for people; in the order in which a reviewer wants to see them. */
export const treatmentWords: Readonly<Record<Exclude<Treatment, 'drop'>, string>> = {
  keep: 'as it is',
  redact: 'with parts blotted out',
  domain: 'its domain',
  length: 'its length',
  'hash-ip': 'hash of an IP address',
  pseudonym: 'pseudonym',
  'pseudonym-reversible': 'pseudonym that the gate turns back',
};
