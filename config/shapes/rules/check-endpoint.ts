import { closest } from '../../closest.ts';
import { child } from '../../load/child.ts';
import { entries, type Report } from '../../schema/draft.ts';
import { bodiless, endpointName } from '../endpoints/endpoint-name.ts';
import { headerProblem } from '../endpoints/header-names.ts';
import { variablesOf } from '../endpoints/path-template.ts';
import type { PlacedEndpoint } from '../shapes-draft.ts';

/** Checks what stands in one endpoint, but for its shapes. */
export const checkEndpoint = (placed: PlacedEndpoint, report: Report): void => {
  checkVariables(placed, report);
  checkHeaders(placed, 'request', report);
  checkHeaders(placed, 'response', report);
  checkBody(placed, report);
  checkAnswers(placed, report);
};

const checkVariables = ({ name, path, endpoint }: PlacedEndpoint, report: Report): void => {
  const known = variablesOf(name);
  const check = (variable: string, place: readonly PropertyKey[], at?: 'key'): void => {
    if (known.includes(variable)) return;
    const meant = closest(variable, known);
    const all = known.length > 0 ? `The path has: ${known.join(', ')}.` : 'The path has no variables: remove it.';
    report(place, 'is no variable of the path', meant ? `Did you mean ${meant}?` : all, at);
  };
  for (const [variable] of entries(endpoint.variables)) check(variable, [...path, 'variables', variable], 'key');
  const { escapedTwice } = endpoint;
  for (const [index, variable] of (Array.isArray(escapedTwice) ? (escapedTwice as readonly unknown[]) : []).entries())
    if (typeof variable === 'string') check(variable, [...path, 'escapedTwice', index]);
};

const checkHeaders = ({ path, endpoint }: PlacedEndpoint, of: 'request' | 'response', report: Report): void => {
  const key = `${of}Headers` as const;
  const names = endpoint[key];
  const seen = new Set<string>();
  for (const [index, name] of (Array.isArray(names) ? (names as readonly unknown[]) : []).entries()) {
    if (typeof name !== 'string') continue;
    const problem = seen.has(name.toLowerCase()) ? 'stands here twice' : headerProblem(of, name);
    seen.add(name.toLowerCase());
    if (problem) report([...path, key, index], problem, 'Remove it.');
  }
};

const checkBody = ({ name, path, endpoint }: PlacedEndpoint, report: Report): void => {
  const { body } = endpoint;
  if (typeof body !== 'object' || body === null) return;
  const method = endpointName(name)?.method;
  if (method && bodiless.includes(method))
    return report([...path, 'body'], `has no use: the body of a ${method} request has no meaning`, 'Remove it.', 'key');
  const type = child(body, 'type');
  const types = [type].flat();
  if (!types.every((each) => typeof each === 'string')) return;
  const isAnyJson = types.some(isJson);
  const shape = child(body, 'shape');
  if (isAnyJson && shape === undefined)
    report(
      [...path, 'body'],
      'has no shape: of a JSON body only what is named may be sent',
      'Write shape: {…}.',
      'key',
    );
  if (!isAnyJson && shape !== undefined)
    report([...path, 'body', 'shape'], 'has no use: it is for JSON, which no type of the body is', 'Remove it.', 'key');
};

/** Media types of JSON documents (RFC 6839, section 3.1). */
const isJson = (type: string): boolean => /^application\/(?:json|.*\+json)$/.test(type);

const checkAnswers = ({ path, endpoint }: PlacedEndpoint, report: Report): void => {
  if (endpoint.answer !== undefined && endpoint.answers !== undefined)
    report([...path, 'answer'], 'stands beside answers', 'Write it into answers, as 2XX.', 'key');
  for (const [status] of entries(endpoint.answers)) {
    const problem = statusProblem(status);
    if (problem) report([...path, 'answers', status], ...problem, 'key');
  }
};

const statusProblem = (status: string): readonly [what: string, remedy: string] | undefined => {
  if (status === '2XX' || (/^2\d\d$/.test(status) && !bodilessStatuses.includes(status))) return undefined;
  if (bodilessStatuses.includes(status)) return ['is a status whose answers have no body', 'Remove it.'];
  if (/^2xx$/i.test(status)) return ['is not written as it must be', 'Write 2XX.'];
  if (/^[1345]..$/.test(status) || status === 'default')
    return ['is no status of success: error answers of a source never leave, nor do redirects', 'Remove it.'];
  return ['is no status', 'Write a status, such as 200, or 2XX for all that say success.'];
};

/** RFC 9110, sections 15.3.5 and 15.3.6. */
const bodilessStatuses: readonly string[] = ['204', '205'];
