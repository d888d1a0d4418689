import { closest } from '../../closest.ts';
import type { Report } from '../../schema/draft.ts';
import { endpointName, methods } from '../endpoints/endpoint-name.ts';
import { templateForm, templateProblem } from '../endpoints/path-template.ts';
import type { PlacedEndpoint, ShapesDraft } from '../shapes-draft.ts';

/**
 * Checks the keys of endpoints: a method and a path each, none twice, and, if the operations of an OpenAPI document are given, each
 * one of them.
 *
 * @param operations names of endpoints; the names of their variables do not matter
 */
export const checkEndpointNames = (
  { endpoints }: ShapesDraft,
  operations: readonly string[] | undefined,
  report: Report,
): void => {
  const owners = new Map<string, string>();
  const known = operations && new Set(operations.map(templateForm));
  for (const { name, path } of endpoints) {
    const problem = nameProblem(name);
    if (problem) {
      report(path, ...problem, 'key');
      continue;
    }
    const form = templateForm(name);
    const owner = owners.get(form);
    owners.set(form, owner ?? name);
    if (owner !== undefined)
      report(path, `is the same as ${owner}: the names of variables tell nothing apart`, 'Keep one of the two.', 'key');
    if (known && !known.has(form))
      report(path, 'is not in the OpenAPI document', meantOperation(name, operations), 'key');
  }
};

const nameProblem = (name: PlacedEndpoint['name']): readonly [what: string, remedy: string] | undefined => {
  const read = endpointName(name);
  if (read) return templateProblem(read.path);
  const [word = '', ...rest] = name.split(' ');
  const method = closest(word, methods);
  if (word.toUpperCase() === 'HEAD') return ['can not be HEAD', 'It is allowed wherever GET is: name that.'];
  if (method && method !== word && rest.join(' ').startsWith('/'))
    return ['is not a method that is known here', `Did you mean ${method}?`];
  return ['is not an endpoint', 'Write a method and a path: GET /tickets/{number}'];
};

/** The operation that was probably meant: the method counts as well as the path. */
const meantOperation = (name: string, operations: readonly string[]): string => {
  const path = name.slice(name.indexOf(' ') + 1);
  const others = operations.filter((each) => templateForm(each.slice(each.indexOf(' ') + 1)) === templateForm(path));
  const words = others.map((each) => each.slice(0, each.indexOf(' ')));
  if (words.length > 0) return `At this path it has ${words.join(', ')}.`;
  const meant = closest(name, operations);
  return meant ? `Did you mean ${meant}?` : 'Write the method and path as they stand there.';
};
