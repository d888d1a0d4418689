import type { Treatment } from '../../config/shapes/shape.ts';
import { type OpenApiDocument, readOpenApi } from '../../connectors/openapi/read-document.ts';
import { count } from '../terminal/table.ts';
import { type Counted, countedFields } from './counted-fields.ts';
import { type Draft, draftOf, type Selection } from './draft-of.ts';
import { leftOutLines, oneLine, yamlLines } from './yaml-lines.ts';

/** How a shapes file is written. */
export interface ShapesOptions extends Selection {
  /** What the document is called in the file: its name, without folders. @default 'the OpenAPI document' */
  readonly documentName?: string | undefined;
}

/**
 * Writes a first shapes file from an OpenAPI document: every wanted endpoint, and every property of its answers, with a treatment
 * and the reason for it where one looks personal. The same text gives the same bytes.
 *
 * @throws OpenApiError if the text is no OpenAPI document, or one of its references leads nowhere or out of it
 * @example shapesFromDocument(await readFile('tickets.openapi.yaml', 'utf8'), { documentName: 'tickets.openapi.yaml' })
 */
export const shapesFromDocument = (text: string, options: ShapesOptions = {}): string => {
  const document = readOpenApi(text);
  return shapesText(document, draftOf(document, options), options.documentName);
};

/** The text of a shapes file. */
export const shapesText = (document: OpenApiDocument, draft: Draft, documentName = 'the OpenAPI document'): string => {
  const { endpoints, definitions, refused, unwanted, server } = draft;
  const lines = [
    ...headLines(document, documentName, countedFields(draft)),
    '',
    ...(server === undefined
      ? ['# server: the address of the API; a source can name it in sallyport.yaml instead']
      : yamlLines('server', server, 0)),
    '',
    'endpoints:',
    ...endpoints.flatMap(({ name, written, leftOut }) => [
      '',
      ...endpointLines(name, written, leftOutLines(leftOut, 4)),
    ]),
    ...(refused.length > 0
      ? ['', '  # These can not be endpoints:', ...refused.map(({ name, why }) => `  #   ${name}: ${oneLine(why)}`)]
      : []),
    ...(definitions.size > 0 ? ['', '$defs:'] : []),
    ...[...definitions].flatMap(([name, shape]) => ['', ...yamlLines(name, shape, 2)]),
    ...(unwanted.length > 0 ? ['', ...unwantedLines(unwanted)] : []),
  ];
  return `${lines.join('\n')}\n`;
};

/** One endpoint, with comments inside of it. */
export const endpointLines = (name: string, written: object, comments: readonly string[]): readonly string[] => {
  if (Object.keys(written).length === 0)
    return [`  ${name}: {}${comments.length === 0 ? ' # nothing of its answer leaves' : ''}`, ...comments];
  const inside = Object.entries(written).flatMap(([key, value]) => yamlLines(key, value, 4));
  return [`  ${name}:`, ...inside, ...comments];
};

/** Endpoints that are named in a comment were seen, and left out on purpose. */
const unwantedLines = (names: readonly string[]): readonly string[] => [
  '# Left out on purpose. What is named here is not told as new by sallyport shapes --update.',
  ...names.map((name) => `#   ${oneLine(name)}`),
];

const meanings: Readonly<Record<Treatment, string>> = {
  keep: 'leaves as it is; what has no treatment is kept',
  pseudonym: 'a keyed hash: the same for the same person, and nobody can turn it back',
  'pseudonym-reversible':
    'as that, but the vendor can send it back, in a path or query, and the gate knows whom it means',
  domain: 'of an e-mail address or a URL, its domain',
  length: 'how many characters and words there are',
  'hash-ip': 'a keyed hash of an IP address',
  redact: 'what matches a pattern is blotted out',
  drop: 'named, and does not leave',
};

const headLines = ({ title, version }: OpenApiDocument, documentName: string, counted: Counted): readonly string[] => {
  const used = (Object.keys(meanings) as Treatment[]).filter((treatment) => counted.fields.has(treatment));
  const amount = Math.max(...used.map((treatment) => count(counted.fields.get(treatment)!).length));
  const word = Math.max(...used.map((treatment) => treatment.length));
  return [
    '# yaml-language-server: $schema=./sallyport-shapes.schema.json',
    '#',
    `# What may leave ${oneLine(title) || 'this API'}${version === '' ? '' : `, version ${oneLine(version)}`}: a first draft, from ${oneLine(documentName)}.`,
    '#',
    '# Read all of it before it is deployed. What is named here leaves, with what its treatment says; what is not named does not.',
    '# Treatments were guessed from the names of fields, each with its reason behind it: nobody has looked at what is in them.',
    '# Remove what the vendor does not need, endpoints first.',
    '#',
    `# ${counted.endpoints === 1 ? '1 endpoint' : `${count(counted.endpoints)} endpoints`}. Fields of answers:`,
    ...used.map(
      (each) => `#   ${count(counted.fields.get(each)!).padStart(amount)}  ${each.padEnd(word)}  ${meanings[each]}`,
    ),
    ...(counted.leftOut > 0
      ? [
          `# Of the document ${count(counted.leftOut)} ${counted.leftOut === 1 ? 'thing' : 'things'} can not be named here; comments say which ("left out").`,
        ]
      : []),
    '#',
    `# A later version of the API: sallyport shapes ${oneLine(documentName)} --update <this file>`,
  ];
};
