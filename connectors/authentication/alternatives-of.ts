import type { Alternatives, Authentication } from './authentication.ts';

/** The lists of schemes that a call of this endpoint may be made with, in order of preference; those of every call without a name. */
export const alternativesOf = ({ alternatives, endpoints = {} }: Authentication, endpoint?: string): Alternatives =>
  endpoint !== undefined && Object.hasOwn(endpoints, endpoint) ? endpoints[endpoint]! : alternatives;

/** All the different lists of alternatives: those of most calls first, then those of endpoints that ask for something else. */
export const allAlternatives = ({ alternatives, endpoints = {} }: Authentication): readonly Alternatives[] => [
  alternatives,
  ...Object.values(endpoints),
];
