import type { TokenScheme } from '../../authentication/authentication.ts';
import type { Grant } from '../../authentication/grant.ts';
import { addressProblem } from '../../authentication/written/server-address.ts';
import { tokenScheme } from '../../authentication/written/token-settings.ts';
import { type JsonObject, objectOf, textOf } from '../json-object.ts';
import { type Flow, flows, type SchemeOverride } from './document-option.ts';
import { overrideExample, SchemeProblem } from './scheme-problem.ts';

/** A scheme of a document, and what stands around it. */
export interface DocumentScheme {
  readonly name: string;
  /** The Security Scheme Object. */
  readonly json: JsonObject;
  /** What the configuration says otherwise. */
  readonly override: SchemeOverride;
  /** What the endpoints that are served ask of its token. */
  readonly scopes: readonly string[];
  /** The address of the API, without a slash at its end, which relative addresses are below. */
  readonly server: string;
}

/**
 * A scheme of type `oauth2` or `openIdConnect`: addresses and scopes come from the document, unless the configuration says otherwise.
 *
 * @throws SchemeProblem if something is missing or can not be used
 * @see https://spec.openapis.org/oas/v3.2.0.html#oauth-flows-object
 */
export const oauthScheme = (scheme: DocumentScheme): Omit<TokenScheme, 'prefix'> => {
  const { name, json, override, scopes } = scheme;
  const flow = flowOf(scheme);
  const { flow: _, redirectPort, ...written } = override;
  const settings = {
    ...addressesOf(scheme, objectOf(objectOf(json['flows'])[flow])),
    scopes: override.scopes ?? checkedScopes(name, scopes),
    ...written,
  };
  const { tokenUrl, discovery, authorizationUrl, deviceAuthorizationUrl } = settings;
  if ((tokenUrl ?? discovery) === undefined) throw missing(name, 'tokenUrl', 'https://login.example.com/oauth/token');
  const isSignIn = flow === 'authorizationCode' || flow === 'deviceAuthorization';
  if (isSignIn && (authorizationUrl ?? deviceAuthorizationUrl ?? discovery) === undefined)
    throw missing(name, 'authorizationUrl', 'https://login.example.com/oauth/authorize');
  return tokenScheme(grantOf(flow, redirectPort), settings);
};

const grantOf = (flow: Flow, redirectPort: number | undefined): Grant => {
  if (flow === 'clientCredentials' || flow === 'password') return { type: flow };
  return { type: 'authorizationCode', ...(redirectPort !== undefined && { redirectPort }) };
};

const flowOf = ({ name, json, override }: DocumentScheme): Flow => {
  if (override.flow) return override.flow;
  const described = objectOf(json['flows']);
  const flow = flows.find((each) => Object.hasOwn(described, each));
  if (flow) return flow;
  if (json['type'] === 'openIdConnect' || override.tokenUrl !== undefined || override.discovery !== undefined)
    return 'clientCredentials';
  if (Object.hasOwn(described, 'implicit')) {
    throw new SchemeProblem(
      'has the implicit flow only, which is for browsers',
      'Ask who runs the API for a client of another flow, and then: ' +
        overrideExample(name, 'flow: clientCredentials, tokenUrl: https://login.example.com/oauth/token'),
    );
  }
  throw new SchemeProblem(
    'has no flow that is known here',
    overrideExample(name, 'flow: clientCredentials, tokenUrl: https://login.example.com/oauth/token'),
  );
};

const missing = (scheme: string, key: string, example: string): SchemeProblem =>
  new SchemeProblem(`has no ${key}`, overrideExample(scheme, `${key}: ${example}`));

type Addresses = Pick<
  SchemeOverride,
  'tokenUrl' | 'refreshUrl' | 'authorizationUrl' | 'deviceAuthorizationUrl' | 'discovery'
>;

/** The addresses that the document says, as far as the configuration does not say them otherwise. */
const addressesOf = ({ name, json, override, server }: DocumentScheme, flow: JsonObject): Addresses => {
  const said = {
    tokenUrl: flow['tokenUrl'],
    refreshUrl: flow['refreshUrl'],
    authorizationUrl: flow['authorizationUrl'],
    deviceAuthorizationUrl: flow['deviceAuthorizationUrl'],
    discovery: json['openIdConnectUrl'] ?? json['oauth2MetadataUrl'],
  };
  const entries = Object.entries(said).flatMap(([key, value]) => {
    const text = textOf(value);
    if (!text || override[key as keyof Addresses] !== undefined) return [];
    return [[key, absolute(name, key, text, server)]];
  });
  return Object.fromEntries(entries);
};

/** A relative address is one below the API's (section 4.6 of the specification), as if that ended with a slash. */
const absolute = (scheme: string, key: string, text: string, server: string): string => {
  const url = URL.parse(text, `${server}/`)?.href ?? text;
  const problem = addressProblem(url);
  if (!problem) return url;
  throw new SchemeProblem(
    `has a ${key} that can not be called: it ${problem}`,
    overrideExample(scheme, `${key}: https://login.example.com/…`),
  );
};

const checkedScopes = (scheme: string, scopes: readonly string[]): string[] => {
  if (scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]{1,512}$/.test(scope))) return [...scopes];
  throw new SchemeProblem('asks for a scope that can not be sent', overrideExample(scheme, 'scopes: [read]'));
};
