import type { Organisation } from '../organisation.ts';
import type { RouteCall } from '../scoped-routes.ts';
import { type GraphKind, numberOf } from './graph-id.ts';
import { refuse } from './graph-refusal.ts';

/** What is in a tenant. */
export interface Tenant {
  /** Groups and who is in them: of the first people, who may be fewer than there are. */
  readonly company: Organisation;
  /** How many people there are. */
  readonly people: number;
  readonly devices: number;
  readonly applications: number;
  readonly signIns: number;
  /** Rows of a page at most, whatever is asked for. */
  readonly atMost: number;
}

/** From 1 on. */
export const numbersTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** The number in a path's id, of something that there is. */
export const numberIn = (call: RouteCall<unknown>, name: string, kind: GraphKind, count: number): number => {
  const number = numberOf(kind, call.variables[name] ?? '');
  if (number === undefined || number < 1 || number > count)
    return refuse(404, 'Request_ResourceNotFound', `Resource '${call.variables[name]}' does not exist`);
  return number;
};
