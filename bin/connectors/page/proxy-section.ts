import type { Treatment } from '../../../config/shapes/shape.ts';
import type { DescribedConnector, DescribedEndpoint } from '../describe-connector.ts';
import type { LeavingField } from '../leaving-fields.ts';
import { treatmentWords } from '../treatment-words.ts';
import { code, markdownTable, section, webLink } from './markdown.ts';

/** What the vendor may call, and what leaves of each answer: field by field, for a reviewer. */
export const proxySection = ({ endpoints, objects }: DescribedConnector): readonly string[] => {
  if (endpoints.length === 0) return [];
  return section(
    'What leaves by proxy',
    [
      'The vendor may call these operations and no others. What is not named here does not leave.',
      markdownTable(
        ['operation', 'may be sent', 'leaves'],
        endpoints.map((endpoint) => [nameCell(endpoint), sentCell(endpoint), leaves(endpoint.fields)]),
      ),
      ...(Object.keys(objects).length === 0 ? [] : [objectsTable(objects)]),
    ].join('\n\n'),
  );
};

const objectsTable = (objects: DescribedConnector['objects']): string =>
  markdownTable(
    ['object', 'leaves'],
    Object.entries(objects).map(([name, fields]) => [`**${name}**`, leaves(fields)]),
  );

const nameCell = ({ name, also, isOptional, permissions, documentation }: DescribedEndpoint): string =>
  lines([
    documentation === undefined ? code(name) : webLink(documentation, code(name)),
    ...(isOptional ? ['only if a source names it'] : []),
    ...(also.length === 0 ? [] : [`also ${also.map(code).join(', ')}`]),
    ...(permissions.length === 0 ? [] : [`needs ${permissions.map(code).join(', ')}`]),
  ]);

const sentCell = ({ query, body, hasSubject }: DescribedEndpoint): string =>
  lines([
    ...(query.length === 0 ? [] : [query.map(code).join(', ')]),
    ...(body.length === 0 ? [] : [`_body:_ ${body.map((path) => code(path || 'the body itself')).join(', ')}`]),
    ...(hasSubject ? ['as whom it is called (a pseudonym)'] : []),
  ]);

/** A line for each treatment, and one for the objects. */
const leaves = (fields: readonly LeavingField[]): string => {
  const treated = Object.entries(treatmentWords).flatMap(([treatment, words]) =>
    wordsByKind(fields, treatment as Treatment).map((places) => `_${words}:_ ${places}`),
  );
  const objects = fields.flatMap((field) => ('object' in field ? [objectPlace(field)] : []));
  return (
    lines([...treated, ...(objects.length === 0 ? [] : [`_objects:_ ${objects.join(', ')}`])]) || 'its status alone'
  );
};

/** Fields with one treatment; those of some kinds of an object apart. */
const wordsByKind = (fields: readonly LeavingField[], treatment: Treatment): readonly string[] => {
  const some = fields.flatMap((field) => ('treatment' in field && field.treatment === treatment ? [field] : []));
  const kinds = Map.groupBy(some, ({ where }) => where);
  return [...kinds].map(([where, all]) => {
    const places = all.map(({ path }) => code(path || 'the answer itself')).join(', ');
    return where === undefined ? places : `${places} where ${where}`;
  });
};

const objectPlace = ({ path, object }: { readonly path: string; readonly object: string }): string => {
  if (path === '') return `**${object}**`;
  return path === '[]' ? `a list of **${object}**` : `${code(path)} **${object}**`;
};

const lines = (all: readonly string[]): string => all.join('<br>');
