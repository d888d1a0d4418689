import type { Report } from '../../schema/draft.ts';
import type { JsonType, Shape, Treatment } from '../shape.ts';
import { definitionOf, type PlacedEndpoint, type PlacedShape, type ShapesDraft } from '../shapes-draft.ts';
import { valueTypes } from '../value-types.ts';

/** What is sent is let in or refused, never changed; a reversible pseudonym is put back wherever it stands. */
const allowed: readonly (Treatment | undefined)[] = [undefined, 'keep', 'pseudonym-reversible'];

/** Checks the shapes of what the vendor sends to an endpoint. */
export const checkRequests = (draft: ShapesDraft, placed: PlacedEndpoint, report: Report): void => {
  for (const request of draft.requests(placed)) checkTreatments(draft, placed.name, request, report, new Set());
  const { variables, query, subject } = placed.endpoint;
  for (const variable of draft.placed(variables, [...placed.path, 'variables']))
    if (!draft.leaves(variable.shape).every(isScalar))
      report(
        variable.path,
        'is not scalar: a variable of a path is one text, number or truth value',
        'Write its type, such as type: integer',
      );
  const who = draft.sound(subject);
  if (who && !draft.leaves(who).every(isScalar))
    report(
      [...placed.path, 'subject'],
      'is not scalar: whom a call is made as is one text or number',
      'Write its type, such as type: string',
    );
  for (const parameter of draft.placed(query, [...placed.path, 'query']))
    if (!draft.leaves(parameter.shape).every((shape) => isParameter(draft, shape)))
      report(
        parameter.path,
        'is neither scalar nor an array of scalars, as parameters are',
        'Write its type, such as type: integer',
      );
};

const checkTreatments = (
  draft: ShapesDraft,
  endpoint: string,
  placed: PlacedShape,
  report: Report,
  seen: Set<Shape>,
): void => {
  if (seen.has(placed.shape)) return;
  seen.add(placed.shape);
  const { treatment, $ref } = placed.shape;
  if (!allowed.includes(treatment))
    report(
      [...placed.path, 'treatment'],
      `can not be ${treatment} in what the vendor sends, and ${endpoint} takes it`,
      'Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    );
  const referred = $ref === undefined ? undefined : draft.referred($ref);
  if (referred)
    checkTreatments(draft, endpoint, { shape: referred, path: ['$defs', definitionOf($ref!)] }, report, seen);
  for (const part of draft.parts(placed)) checkTreatments(draft, endpoint, part, report, seen);
};

const isOf = (shape: Shape, refused: readonly JsonType[]): boolean =>
  !valueTypes(shape).some((type) => refused.includes(type));

const isScalar = (shape: Shape): boolean => isOf(shape, ['object', 'array']);

const isParameter = (draft: ShapesDraft, shape: Shape): boolean => {
  if (!isOf(shape, ['object']) || shape.prefixItems) return false;
  const items = draft.sound(shape.items);
  return !items || draft.leaves(items).every(isScalar);
};
