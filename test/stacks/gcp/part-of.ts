import { readable, type Synthesized, type Template } from './synthesize.ts';

const nothing = /^$/;

/** What a reviewer reads of one part of a template: the resources of some types. */
export const partOf = (gateway: Synthesized, types: RegExp): Template['resource'] =>
  Object.fromEntries(
    Object.entries((readable(gateway, nothing) as Template).resource).filter(([type]) => types.test(type)),
  );

/** How many resources of each type a part has. */
export const countsOf = (part: Template['resource']): Record<string, number> =>
  Object.fromEntries(Object.entries(part).map(([type, all]) => [type, Object.keys(all).length]));
