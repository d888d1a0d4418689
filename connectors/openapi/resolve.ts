import type { NamedFiles } from '../../config/connector-form.ts';
import type { Api } from '../../config/shapes/api.ts';
import type { Authentication } from '../authentication/authentication.ts';
import { resolveAuthentication } from '../authentication/resolve-authentication.ts';
import { type OpenApiDocument, openApiDocument } from './openapi-document.ts';
import { OpenApiError } from './openapi-error.ts';
import type { OpenApiSettings } from './options.ts';
import { documentAuthentication } from './security/document-authentication.ts';
import { serverProblem } from './server-url.ts';

/** What a source of kind `openapi` works with: its settings and what its files hold. */
export interface OpenApiOptions {
  readonly api: Api;
  /** In place of the API's server on this machine. */
  readonly localServer?: string | undefined;
  readonly authentication: Authentication;
}

/** Reads the files that the settings name. `undefined` if there is any problem, which was told then. */
export const resolveOpenApi = (settings: OpenApiSettings, files: NamedFiles): OpenApiOptions | undefined => {
  const document = settings.document === undefined ? undefined : readDocument(files);
  const operations = document?.operations.map(({ method, path }) => `${method} ${path}`);
  const shapes = files.shapes('shapes', operations);
  if (!shapes || (settings.document !== undefined && !document)) return undefined;
  const server = settings.server ?? shapes.server ?? document?.servers[0];
  if (server === undefined) return told(files, 'shapes', 'says no server, nor does anything else', addServer);
  const problem = serverProblem(server);
  const namer = shapes.server === undefined ? 'document' : 'shapes';
  if (problem) return told(files, namer, `has a server that can not be called: its address ${problem}`, addServer);
  const { hosts, privateAddresses, limits, localServer } = settings;
  const { endpoints, $defs } = shapes;
  const api: Api = { server: withoutSlash(server), hosts, privateAddresses, endpoints, $defs, limits };
  const authentication = authenticationOf(settings.authentication, api, document, files);
  if (!authentication) return undefined;
  return { api, ...(localServer !== undefined && { localServer: withoutSlash(localServer) }), authentication };
};

/** As it is written; as the document says where it is written so, or not at all. */
const authenticationOf = (
  written: OpenApiSettings['authentication'],
  { server, endpoints, privateAddresses }: Api,
  document: OpenApiDocument | undefined,
  files: NamedFiles,
): Authentication | undefined => {
  if (written && 'schemes' in written) return resolveAuthentication(written.schemes, privateAddresses);
  if (!document)
    return written ? told(files, 'authentication', ...noDocument) : resolveAuthentication({}, privateAddresses);
  const names = endpoints.map(({ name }) => name);
  const read = documentAuthentication({
    document,
    written: written?.document,
    endpoints: names,
    server,
    privateAddresses,
  });
  if ('authentication' in read) return read.authentication;
  for (const { what, remedy } of read.problems) files.report('authentication', what, remedy);
  return undefined;
};

const noDocument = [
  'is to be as an OpenAPI document says, but there is none',
  'Add document: with the OpenAPI document, such as ./tickets.openapi.yaml',
] as const;

const addServer = 'Add server: with the address that paths come after, such as https://tickets.example.com/api';

const told = (files: NamedFiles, ...problem: Parameters<NamedFiles['report']>): undefined => {
  files.report(...problem);
};

const readDocument = (files: NamedFiles): OpenApiDocument | undefined => {
  const json = files.data('document');
  if (json === undefined) return undefined;
  try {
    return openApiDocument(json);
  } catch (error) {
    if (!(error instanceof OpenApiError)) throw error;
    return told(files, 'document', 'can not be used', error.message);
  }
};

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
