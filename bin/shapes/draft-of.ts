import type { Method } from '../../config/shapes/api.ts';
import { templateProblem } from '../../config/shapes/endpoints/path-template.ts';
import { arrayOf } from '../../connectors/openapi/json-object.ts';
import type { OpenApiDocument, Operation } from '../../connectors/openapi/read-document.ts';
import { askedBy } from './asked-by.ts';
import { DefinitionNames } from './definition-names.ts';
import { discriminatedBy } from './discriminated-by.ts';
import { draftEndpoint, type EndpointDraft } from './draft-endpoint.ts';
import { mapShapes } from './endpoint-shapes.ts';
import { inUse } from './in-use.ts';
import type { LeftOut, NotedShape } from './noted-shape.ts';
import { questionsOf } from './parameters-of.ts';
import { referrersOf } from './referrers-of.ts';
import { SchemaConverter } from './schema-converter.ts';
import { ChoiceSettler } from './settle-choices.ts';
import { shareTwins } from './share-twins.ts';

/** Which operations of a document are wanted. */
export interface Selection {
  /** @default ['GET'] */
  readonly methods?: readonly Method[] | undefined;
  /** Names of endpoints: they are wanted whatever their method, and no others. */
  readonly endpoints?: readonly string[] | undefined;
  /** Only those with one of these tags. */
  readonly tags?: readonly string[] | undefined;
}

/** A shapes file that is not written yet. */
export interface Draft {
  readonly server?: string | undefined;
  readonly endpoints: readonly EndpointDraft[];
  /** In the order in which they come up. */
  readonly definitions: ReadonlyMap<string, NotedShape>;
  /** Operations that were wanted and can not be endpoints. */
  readonly refused: readonly LeftOut[];
  /** Names of those that were not wanted, though their method was. */
  readonly unwanted: readonly string[];
}

/** The name that an operation has as an endpoint. */
export const nameOfOperation = ({ method, path }: Operation): string => `${method} ${path}`;

/**
 * Drafts a shapes file for the wanted operations of a document.
 *
 * @throws OpenApiError if one of their references leads nowhere, or out of the document
 */
export const draftOf = (document: OpenApiDocument, selection: Selection = {}): Draft => {
  const { root } = document;
  const wanted = document.operations.filter((operation) => isWanted(operation, selection));
  const problems = wanted.map((operation) => ({ operation, why: problemOf(document, operation) }));
  const operations = problems.flatMap(({ operation, why }) => (why === undefined ? [operation] : []));

  const knowledge = {
    root,
    asked: askedBy(operations.flatMap((operation) => questionsOf(root, operation))),
    referrers: referrersOf(root, operations),
    discriminated: discriminatedBy(root),
  };
  const names = new DefinitionNames();
  const converters = {
    answers: new SchemaConverter(knowledge, 'answer', names),
    requests: new SchemaConverter(knowledge, 'request', names),
  };
  const drafted = operations.map((operation) => draftEndpoint(root, operation, converters));
  const definitions = new Map([...converters.answers.definitions, ...converters.requests.definitions]);

  const settler = new ChoiceSettler(definitions, names);
  const settled = drafted.map((endpoint) => mapShapes(endpoint, (shape) => settler.settle(shape)));
  settler.settleDefinitions();

  const shared = shareTwins(settled, definitions, names);
  const server = document.servers[0];
  return {
    ...(server !== undefined && /^https:\/\/[^{}]+$/.test(server) && { server }),
    endpoints: shared.endpoints,
    definitions: inUse(shared.endpoints, shared.definitions),
    refused: problems.flatMap(({ operation, why }) =>
      why === undefined ? [] : [{ name: nameOfOperation(operation), why }],
    ),
    unwanted: document.operations
      .filter((each) => isWanted(each, { methods: selection.methods }) && !wanted.includes(each))
      .map(nameOfOperation),
  };
};

/** Whether an operation is one of those that are wanted. */
export const isWanted = (operation: Operation, { methods = ['GET'], endpoints, tags }: Selection): boolean => {
  if (tags && !arrayOf(operation.operation['tags']).some((tag) => tags.includes(String(tag)))) return false;
  return endpoints ? endpoints.includes(nameOfOperation(operation)) : methods.includes(operation.method);
};

const problemOf = ({ servers }: OpenApiDocument, { path, servers: own }: Operation): string | undefined => {
  if (own.length > 0 && !own.some((server) => servers.includes(server))) return `it is at another server, ${own[0]}`;
  return templateProblem(path)?.[0];
};
