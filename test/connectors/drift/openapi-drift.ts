import { type Checked, type Drift, goneOf } from './drift.ts';
import { escaped } from './escaped.ts';
import type { FieldPath, NamedRequest } from './named-requests.ts';

/** As much of a schema as is looked at. */
export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly in?: string;
  readonly name?: string;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
}

/** An OpenAPI document. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
}

/** Holds requests against an OpenAPI document. */
export const openApiDrift = (requests: readonly NamedRequest[], document: OpenApi, server: string): Drift => {
  const resolve = <Part extends { readonly $ref?: string }>(part: Part): Part =>
    part.$ref === undefined
      ? part
      : (part.$ref
          .slice(2)
          .split('/')
          .reduce((at: unknown, key) => (at as Record<string, unknown>)[key], document) as Part);

  /** All that one schema may be. */
  const choices = (schema: Schema): readonly Schema[] => {
    const resolved = resolve(schema);
    const parts = [...(resolved.allOf ?? []), ...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])];
    return [resolved, ...parts.flatMap(choices)];
  };
  const step = (schema: Schema, name: string): readonly Schema[] => {
    if (name === '[]') return schema.items ? [schema.items] : [];
    if (name === '{}') return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
    const property = schema.properties?.[name];
    return property ? [property] : [];
  };
  const isThere = (schemas: readonly Schema[], [name, ...rest]: FieldPath): boolean => {
    if (schemas.length === 0) return false;
    return name === undefined || isThere(schemas.flatMap((each) => step(each, name)).flatMap(choices), rest);
  };

  const templates = Object.entries(document.paths).map(([path, operations]) => ({
    operations,
    pattern: new RegExp(
      `^${path
        .split(/\{[^}]+\}/)
        .map(escaped)
        .join('[^/]+')}$`,
    ),
    variables: path.split('{').length,
  }));
  const operationOf = ({ method, url }: NamedRequest): Operation | undefined =>
    templates
      .filter(({ pattern }) => pattern.test(url.replace(server, '')))
      .toSorted((a, b) => a.variables - b.variables)
      .map(({ operations }) => operations[method.toLowerCase()])
      .find((operation) => operation !== undefined);

  const answersOf = ({ responses }: Operation): readonly Schema[] =>
    Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([, response]) => Object.values(resolve(response).content ?? {}))
      .flatMap(({ schema }) => (schema ? choices(schema) : []));

  const undescribed: string[] = [];
  const checked: Checked[] = [];
  for (const request of requests) {
    const operation = operationOf(request);
    if (!operation) {
      undescribed.push(request.place);
      continue;
    }
    const parameters = new Set((operation.parameters ?? []).map(resolve).map(({ name }) => name));
    const answers = answersOf(operation);
    for (const named of request.query) checked.push({ request, named, isThere: parameters.has(named) });
    for (const named of request.fields) checked.push({ request, named, isThere: isThere(answers, named.path) });
  }
  return { undescribed, gone: goneOf(checked) };
};
