import { bodiless } from '../../config/shapes/endpoints/endpoint-name.ts';
import { headerProblem } from '../../config/shapes/endpoints/header-names.ts';
import { variablesOf } from '../../config/shapes/endpoints/path-template.ts';
import type { WrittenBody, WrittenEndpoint } from '../../config/shapes/file-schema.ts';
import type { Shape } from '../../config/shapes/shape.ts';
import { type JsonObject, objectOf } from '../../connectors/openapi/json-object.ts';
import type { Operation } from '../../connectors/openapi/read-document.ts';
import { resolveReference } from '../../connectors/openapi/resolve-reference.ts';
import { markOf } from './mark-of.ts';
import type { LeftOut } from './noted-shape.ts';
import { type Parameter, parametersOf, queryShape, variableShape } from './parameters-of.ts';
import { literalsOf } from './referrers-of.ts';
import type { SchemaConverter } from './schema-converter.ts';

/** An endpoint on its way into a file, with what its reader is told. */
export interface EndpointDraft {
  readonly name: string;
  readonly written: WrittenEndpoint;
  readonly leftOut: readonly LeftOut[];
}

/** What turns the schemas of answers and of requests into shapes. */
export interface Converters {
  readonly answers: SchemaConverter;
  readonly requests: SchemaConverter;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Writes one operation as an endpoint; choices in its shapes are not settled yet. */
export const draftEndpoint = (root: JsonObject, operation: Operation, converters: Converters): EndpointDraft => {
  const out: LeftOut[] = [];
  const written: Mutable<WrittenEndpoint> = {};
  const parameters = parametersOf(root, operation);
  const variables = variablesIn(root, operation.path, parameters);
  if (variables) written.variables = variables;
  for (const { name, place } of parameters)
    if (place === 'querystring') out.push({ name: `query ${name}`, why: 'a query that is one document is not shaped' });
  const query = queryOf(root, parameters, out);
  if (query) written.query = query;
  const requestHeaders = requestHeadersOf(parameters, out);
  if (requestHeaders.length > 0) written.requestHeaders = requestHeaders;
  const body = bodyOf(root, operation, converters.requests, out);
  if (body) written.body = body;
  const responses = responsesOf(root, operation);
  const responseHeaders = responseHeadersOf(responses, out);
  if (responseHeaders.length > 0) written.responseHeaders = responseHeaders;
  const answers = answersOf(root, operation, responses, converters.answers, out);
  const [status, ...others] = Object.keys(answers);
  if (others.length > 0) written.answers = answers;
  else if (status !== undefined) written.answer = answers[status]!;
  return { name: `${operation.method} ${operation.path}`, written, leftOut: out };
};

const variablesIn = (
  root: JsonObject,
  path: string,
  parameters: readonly Parameter[],
): Record<string, Shape> | undefined => {
  const known = variablesOf(path);
  return recordOf(
    parameters
      .filter(({ name, place }) => place === 'path' && known.includes(name))
      .flatMap((parameter) => {
        const shape = variableShape(root, parameter);
        return shape ? [[parameter.name, shape] as const] : [];
      }),
  );
};

const queryOf = (
  root: JsonObject,
  parameters: readonly Parameter[],
  out: LeftOut[],
): Record<string, Shape> | undefined =>
  recordOf(
    parameters
      .filter(({ place }) => place === 'query')
      .flatMap((parameter) => {
        const shape = queryProblem(parameter.name) ?? queryShape(root, parameter);
        if (typeof shape !== 'string') return [[parameter.name, shape] as const];
        out.push({ name: `query parameter ${parameter.name}`, why: shape });
        return [];
      }),
  );

const recordOf = (entries: readonly (readonly [string, Shape])[]): Record<string, Shape> | undefined =>
  entries.length > 0 ? Object.fromEntries(entries) : undefined;

const queryProblem = (name: string): string | undefined => {
  if (name === '__proto__') return 'this name can not be used';
  return isSecret(name) ? 'it looks like a secret, which the gate adds itself' : undefined;
};

const isSecret = (name: string): boolean =>
  markOf({ name, types: ['string'] }, { about: 'unknown', name: '' }, {})?.why === 'a secret';

/** What OpenAPI itself ignores among parameters (3.1.1, section 4.8.12.1), and what the gate knows without being told. */
const ownRequestHeaders = /^(accept|accept-encoding|authorization|content-type|if-.*|range|user-agent)$/;

const requestHeadersOf = (parameters: readonly Parameter[], out: LeftOut[]): readonly string[] =>
  parameters
    .filter(({ place, name }) => place === 'header' && !ownRequestHeaders.test(name.toLowerCase()))
    .flatMap(({ name }) => {
      const problem = isSecret(name)
        ? 'carries credentials, which the gate adds itself'
        : headerProblem('request', name);
      if (problem === undefined) return [name.toLowerCase()];
      out.push({ name: `request header ${name}`, why: problem });
      return [];
    });

const bodyOf = (
  root: JsonObject,
  { method, operation }: Operation,
  converter: SchemaConverter,
  out: LeftOut[],
): WrittenBody | undefined => {
  if (bodiless.includes(method) || operation['requestBody'] === undefined) return undefined;
  const content = objectOf(resolveReference(root, operation['requestBody'])['content']);
  const types = Object.keys(content)
    .map(bareType)
    .filter((type) => /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type));
  const jsonType = Object.keys(content).find((type) => isJson(bareType(type)));
  if (jsonType === undefined) return types.length > 0 ? { type: types.length === 1 ? types[0]! : types } : undefined;
  const shape = converter.convert(schemaOf(root, content, jsonType), 'body');
  if (typeof shape !== 'string') return { type: bareType(jsonType), shape };
  out.push({ name: 'body', why: shape });
  return undefined;
};

interface Response {
  readonly status: string;
  readonly keywords: JsonObject;
}

/** What says success: errors of a source never leave. What stands for all statuses stands for these, if nothing else does. */
const responsesOf = (root: JsonObject, { operation }: Operation): readonly Response[] => {
  const responses = objectOf(operation['responses']);
  const statuses = Object.keys(responses).filter((status) => /^2(\d\d|XX)$/i.test(status));
  const wanted = statuses.length > 0 ? statuses : Object.keys(responses).filter((status) => status === 'default');
  return wanted.map((status) => ({
    status: status === 'default' ? '2XX' : status.toUpperCase(),
    keywords: resolveReference(root, responses[status]),
  }));
};

/** Headers that leave with every answer. */
const ownResponseHeaders = /^(content-type|etag|link|location|retry-after|cache-control|(x-)?rate-?limit.*)$/;

const responseHeadersOf = (responses: readonly Response[], out: LeftOut[]): readonly string[] => {
  const names = new Set(responses.flatMap(({ keywords }) => Object.keys(objectOf(keywords['headers']))));
  return [...names].flatMap((name) => {
    const lower = name.toLowerCase();
    if (ownResponseHeaders.test(lower)) return [];
    const mark = markOf({ name, types: ['string'] }, { about: 'unknown', name: '' }, {});
    const problem = mark ? `it looks like ${mark.why}` : headerProblem('response', name);
    if (problem === undefined) return [lower];
    out.push({ name: `response header ${name}`, why: problem });
    return [];
  });
};

const answersOf = (
  root: JsonObject,
  { path }: Operation,
  responses: readonly Response[],
  converter: SchemaConverter,
  out: LeftOut[],
): Record<string, Shape> => {
  const answers: Record<string, Shape> = {};
  for (const { status, keywords } of responses) {
    const content = objectOf(keywords['content']);
    const types = Object.keys(content);
    if (types.length === 0 || status === '204' || status === '205') continue;
    const type = types.find((each) => isJson(bareType(each))) ?? types.find((each) => each === '*/*');
    const shape =
      type === undefined
        ? `${types[0]} is not shaped`
        : converter.convert(schemaOf(root, content, type), literalsOf(path));
    if (typeof shape === 'string') out.push({ name: `answer ${status}`, why: shape });
    else answers[status] = shape;
  }
  return answers;
};

/** The schema of a document, or of each of its lines: since OpenAPI 3.2 `itemSchema`, and the Media Type Object may be a reference. */
const schemaOf = (root: JsonObject, content: JsonObject, type: string): unknown => {
  const { schema, itemSchema } = resolveReference(root, content[type]);
  return isLines(bareType(type)) ? (itemSchema ?? schema) : schema;
};

const bareType = (type: string): string => type.split(';')[0]!.trim().toLowerCase();

/** Media types of JSON documents (RFC 6839, section 3.1), and of lines of them. */
const isJson = (type: string): boolean => /^application\/(json|.*\+json)$/.test(type) || isLines(type);

const isLines = (type: string): boolean => /^application\/((x-)?ndjson|jsonl|x-jsonlines|json-lines)$/.test(type);
