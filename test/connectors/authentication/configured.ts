import { ConfigError } from '../../../config/config-error.ts';
import { parseConfig } from '../../../config/load.ts';
import type { Authentication } from '../../../connectors/authentication/authentication.ts';
import { connectors } from '../../../connectors/index.ts';
import type { OpenApiOptions } from '../../../connectors/openapi/resolve.ts';
import { openapi } from '../../../connectors/openapi.ts';

/** What stands around an authentication in a test. */
export interface Surroundings {
  /** Further settings of the source, as YAML. */
  readonly settings?: string;
  /** The OpenAPI document. */
  readonly document?: unknown;
  readonly endpoints?: readonly string[];
}

/**
 * The options of a source of kind openapi, loaded from a configuration.
 *
 * @param authentication as YAML; nothing is written without it
 * @throws ConfigError
 */
export const configured = (
  authentication: string | undefined,
  { settings = 'server: https://api.example.com/v1', document, endpoints = ['GET /things'] }: Surroundings = {},
): OpenApiOptions => {
  const files: Readonly<Record<string, string>> = {
    './shapes.yaml': JSON.stringify({ endpoints: Object.fromEntries(endpoints.map((name) => [name, {}])) }),
    './document.json': JSON.stringify(document),
  };
  const written = [
    'connector: openapi',
    'shapes: ./shapes.yaml',
    settings,
    ...(document === undefined ? [] : ['document: ./document.json']),
    ...(authentication === undefined ? [] : [`authentication: ${authentication}`]),
  ];
  const text = `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
sources:
  api: { ${written.join(', ')} }
`;
  const { sources } = parseConfig(text, 'sallyport.yaml', connectors, (file) => ({ file, text: files[file] ?? '' }));
  return sources['api']!.options as unknown as OpenApiOptions;
};

/** The authentication of such a source. */
export const authenticationOf = (...parameters: Parameters<typeof configured>): Authentication =>
  openapi.authentication!(configured(...parameters))!;

/** What is wrong with it, a line each: `<path below the source>: <what> | <remedy>`. */
export const problemsOf = (...parameters: Parameters<typeof configured>): readonly string[] => {
  try {
    configured(...parameters);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, what, remedy }) => `${path.replace('sources.api.', '')}: ${what} | ${remedy}`);
  }
};
