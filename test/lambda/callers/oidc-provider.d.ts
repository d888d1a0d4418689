/** The package has no types of its own; this is the part that the tests use. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface ResourceServer {
    readonly scope: string;
    readonly audience: string;
    readonly accessTokenTTL: number;
    readonly accessTokenFormat: 'jwt';
    readonly jwt: { readonly sign: { readonly alg: string } };
  }

  /** One request, as its middleware sees it. */
  export interface OidcContext {
    readonly path: string;
    readonly req: IncomingMessage;
    readonly headers: Readonly<Record<string, string>>;
    readonly oidc?: {
      readonly client: object;
      readonly params: Readonly<Record<string, string | undefined>>;
      /** Of a form that was read. */
      readonly body?: Readonly<Record<string, string>>;
    };
    status: number;
    body: unknown;
  }

  export type Middleware = (context: OidcContext, next: () => Promise<void>) => Promise<void>;

  export interface StoredToken {
    readonly expiration: number;
    readonly isValid: boolean;
    save(): Promise<string>;
  }

  interface TokenModel {
    new (properties: Readonly<Record<string, unknown>>): StoredToken;
    find(token: string): Promise<StoredToken | undefined>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    use(middleware: Middleware): void;
    registerGrantType(name: string, handler: Middleware, parameters: readonly string[]): void;
    readonly ClientCredentials: TokenModel;
    readonly AccessToken: TokenModel;
    readonly RefreshToken: TokenModel;
  }

  export const errors: { readonly InvalidGrant: new (detail: string) => Error };
}
