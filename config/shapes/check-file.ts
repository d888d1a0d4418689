import type * as z from 'zod';
import type { Report } from '../schema/draft.ts';
import { checkChoices } from './rules/check-choices.ts';
import { checkEndpoint } from './rules/check-endpoint.ts';
import { checkEndpointNames } from './rules/check-endpoint-names.ts';
import { checkMapKeys } from './rules/check-map-keys.ts';
import { checkPatterns } from './rules/check-patterns.ts';
import { checkReference } from './rules/check-reference.ts';
import { checkRequests } from './rules/check-requests.ts';
import { checkShape } from './rules/check-shape.ts';
import { definitionName } from './shape-schema.ts';
import { ShapesDraft } from './shapes-draft.ts';

/**
 * Checks what no key of a shapes file can tell alone.
 *
 * @param root what stands in the file
 * @param issues what its schema found; those places are not looked at again
 * @param operations what an OpenAPI document knows, as names of endpoints
 */
export const checkFile = (
  root: unknown,
  issues: readonly z.core.$ZodIssue[],
  operations: readonly string[] | undefined,
  report: Report,
): void => {
  const draft = new ShapesDraft(root, issues);
  checkEndpointNames(draft, operations, report);
  for (const endpoint of draft.endpoints) {
    checkEndpoint(endpoint, report);
    checkRequests(draft, endpoint, report);
  }
  for (const name of draft.definitions) {
    if (definitionName.test(name)) continue;
    report(['$defs', name], 'is no name for a definition', 'Use letters, digits and . _ - alone.', 'key');
  }
  for (const placed of draft.all()) {
    checkShape(placed, report);
    checkReference(draft, placed, report);
    checkChoices(draft, placed, report);
    checkPatterns(placed, report);
    checkMapKeys(draft, placed, report);
  }
};
