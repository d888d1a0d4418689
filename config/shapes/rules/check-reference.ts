import { closest } from '../../closest.ts';
import type { Report } from '../../schema/draft.ts';
import { definitionOf, type PlacedShape, type ShapesDraft } from '../shapes-draft.ts';

/** Checks that a reference leads to a definition, and that it does not come back to itself before it got anywhere. */
export const checkReference = (draft: ShapesDraft, placed: PlacedShape, report: Report): void => {
  const { $ref } = placed.shape;
  if ($ref === undefined) return;
  const path = [...placed.path, '$ref'];
  const name = definitionOf($ref);
  if (!draft.definitions.has(name)) {
    const meant = closest(name, [...draft.definitions]);
    const remedy = meant ? `Did you mean #/$defs/${meant}?` : `Write a shape of that name under $defs.`;
    return report(path, 'leads to nothing: $defs has no such name', remedy);
  }
  if (placed.path[0] === '$defs' && circle(draft, $ref, $ref, new Set()))
    report(path, 'comes back to itself with nothing in between, so that it never says a type', 'Break the circle.');
};

/** Whether a reference leads to a goal along references and choices alone. */
const circle = (draft: ShapesDraft, from: string, goal: string, seen: Set<string>): boolean => {
  if (seen.has(from)) return false;
  seen.add(from);
  const shape = draft.referred(from);
  return shape !== undefined && leads(draft, { shape, path: [] }, goal, seen);
};

const leads = (draft: ShapesDraft, placed: PlacedShape, goal: string, seen: Set<string>): boolean => {
  const { $ref } = placed.shape;
  if ($ref !== undefined) return $ref === goal || circle(draft, $ref, goal, seen);
  return draft.choices(placed).some((choice) => leads(draft, choice, goal, seen));
};
