import type { Endpoint } from '../../config/shapes/api.ts';
import { templateForm } from '../../config/shapes/endpoints/path-template.ts';
import type { Shape } from '../../config/shapes/shape.ts';
import type { ShapesFile } from '../../config/shapes/shapes-file.ts';
import type { Addition, Changes, Difference } from './changes.ts';
import { ShapeComparison } from './compare-shapes.ts';
import type { EndpointDraft } from './draft-endpoint.ts';
import type { Draft } from './draft-of.ts';

/**
 * What a draft of a document has that a shapes file does not, and the other way round. What the file says about treatments is its
 * writer's business, and not compared.
 *
 * @param draft of all the file's endpoints, and of those that may be new
 * @param seen what the file's comments name
 */
export const compareDraft = (file: ShapesFile, draft: Draft, seen: ReadonlySet<string>): Changes => {
  const comparison = new ShapeComparison(file.$defs, Object.fromEntries(draft.definitions));
  const drafted = new Map(draft.endpoints.map((endpoint) => [templateForm(endpoint.name), endpoint]));
  const gone: Difference[] = [];
  const named = new Set(file.endpoints.map(({ name }) => templateForm(name)));
  for (const endpoint of file.endpoints) {
    const other = drafted.get(templateForm(endpoint.name));
    if (other) compareEndpoint(endpoint, other, comparison, gone, seen);
    else gone.push({ path: ['endpoints', endpoint.name], what: 'is not in the document' });
  }
  return {
    endpoints: draft.endpoints.filter(({ name }) => !named.has(templateForm(name)) && !seen.has(templateForm(name))),
    additions: distinct(comparison.additions),
    gone: distinct([...gone, ...comparison.gone]),
    changed: distinct(comparison.changed),
  };
};

const compareEndpoint = (
  endpoint: Endpoint,
  { written }: EndpointDraft,
  comparison: ShapeComparison,
  gone: Difference[],
  seen: ReadonlySet<string>,
): void => {
  compareQuery(endpoint, written.query ?? {}, comparison, gone, seen);
  const path = ['endpoints', endpoint.name];
  if (endpoint.body?.shape && written.body?.shape)
    comparison.compare(endpoint.body.shape, written.body.shape, [...path, 'body', 'shape']);

  const drafted = written.answers ?? (written.answer ? { '2XX': written.answer } : {});
  for (const [status, shape] of Object.entries(drafted)) {
    const own = answerFor(endpoint, status);
    if (own)
      comparison.compare(
        own.shape,
        shape,
        own.status === '2XX' ? [...path, 'answer'] : [...path, 'answers', own.status],
      );
    else
      comparison.additions.push(
        status === '2XX' ? { path, name: 'answer', shape } : { path: [...path, 'answers'], name: status, shape },
      );
  }
};

/** The file's shape for a status; for all of them, if the document does not tell them apart. */
const answerFor = (
  { answers }: Endpoint,
  status: string,
): { readonly status: string; readonly shape: Shape } | undefined => {
  const statuses = Object.keys(answers);
  const own = [status, '2XX', ...(status === '2XX' ? statuses : [])].find((each) => Object.hasOwn(answers, each));
  return own === undefined ? undefined : { status: own, shape: answers[own]! };
};

const compareQuery = (
  endpoint: Endpoint,
  drafted: Readonly<Record<string, Shape>>,
  comparison: ShapeComparison,
  gone: Difference[],
  seen: ReadonlySet<string>,
): void => {
  const path = ['endpoints', endpoint.name, 'query'];
  for (const [name, shape] of Object.entries(drafted)) {
    const isNamed = Object.hasOwn(endpoint.query, name);
    if (!isNamed && !seen.has(templateForm(`${endpoint.name}?${name}`)))
      comparison.additions.push({ path, name, shape });
  }
  for (const name of Object.keys(endpoint.query)) {
    if (!Object.hasOwn(drafted, name)) gone.push({ path: [...path, name], what: 'is not in the document' });
  }
};

const distinct = <Each extends Addition | Difference>(all: readonly Each[]): readonly Each[] => [
  ...new Map(all.map((each) => [JSON.stringify([each.path, 'name' in each ? each.name : each.what]), each])).values(),
];
