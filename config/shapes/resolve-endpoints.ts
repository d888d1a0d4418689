import type { Endpoint, RequestBody } from './api.ts';
import { endpointName } from './endpoints/endpoint-name.ts';
import { variablesOf } from './endpoints/path-template.ts';
import type { WrittenBody, WrittenEndpoint } from './file-schema.ts';
import type { Shape } from './shape.ts';

/** What a variable of a path may be if the file does not say. The path keeps it within its segment. */
const anyText: Shape = { type: 'string', minLength: 1 };

const defaultMaximumBytes = 1024 * 1024;

/** The endpoints of a shapes file that was checked, with their defaults. */
export const resolveEndpoints = (written: Readonly<Record<string, WrittenEndpoint>>): readonly Endpoint[] =>
  Object.entries(written).map(([name, endpoint]) => {
    const { method, path } = endpointName(name)!;
    const {
      variables = {},
      query = {},
      requestHeaders = [],
      responseHeaders = [],
      body,
      answer,
      answers,
      server,
      subject,
    } = endpoint;
    const { escapedTwice } = endpoint;
    const ofVariable = (variable: string): Shape =>
      Object.hasOwn(variables, variable) ? variables[variable]! : anyText;
    return {
      name,
      method,
      path,
      variables: Object.fromEntries(variablesOf(path).map((variable) => [variable, ofVariable(variable)])),
      ...(escapedTwice && { escapedTwice }),
      query,
      requestHeaders: requestHeaders.map(lowerCase),
      ...(body && { body: resolveBody(body) }),
      answers: answers ?? (answer ? { '2XX': answer } : {}),
      responseHeaders: responseHeaders.map(lowerCase),
      ...(server !== undefined && { server: server.replace(/\/+$/, '') }),
      ...(subject && { subject }),
    };
  });

const resolveBody = ({ type, shape, maximumBytes = defaultMaximumBytes }: WrittenBody): RequestBody => ({
  types: typeof type === 'string' ? [type] : type,
  ...(shape && { shape }),
  maximumBytes,
});

const lowerCase = (text: string): string => text.toLowerCase();
