import type { Grant } from './grant.ts';

/**
 * How the gate proves to a source who calls. Plain data, made from the configuration alone when it is loaded, so that everything it
 * asks for (hosts, fields of the secret, an identity of the gate's own) is known before anything is deployed.
 */
export interface Authentication {
  /** Ways to prove it, by the name that messages call them. */
  readonly schemes: Readonly<Record<string, Scheme>>;
  /**
   * Which of them are used: one of these lists, all schemes of it together. The first whose fields are all entered is taken.
   * An empty list is a call without credentials.
   */
  readonly alternatives: Alternatives;
  /** Endpoints, by their name in the shapes file, that ask for something else. */
  readonly endpoints?: Readonly<Record<string, Alternatives>> | undefined;
  /** Ranges of private addresses that authorization servers may have. */
  readonly privateAddresses: readonly string[];
}

/** Of sources whose connector sees to it itself, and of those that ask for nothing. */
export const noAuthentication: Authentication = { schemes: {}, alternatives: [[]], privateAddresses: [] };

/** Lists of names of schemes, in order of preference. */
export type Alternatives = readonly (readonly string[])[];

/** One way to prove who calls. */
export type Scheme = BearerScheme | BasicScheme | KeyScheme | CertificateScheme | AwsSignatureScheme | TokenScheme;

interface CommonScheme {
  /**
   * What stands before the names of this scheme's fields in the secret: nothing, or `<scheme>.` where two schemes have fields of the
   * same name.
   */
  readonly prefix: string;
}

/** A token that an administrator entered (field `token`), as RFC 6750 sends it. */
export interface BearerScheme extends CommonScheme {
  readonly kind: 'bearer';
  /** What stands before the token in place of Bearer: `SSWS` (Okta). */
  readonly word?: string | undefined;
}

/** RFC 7617, with the fields `user` and `password`. */
export interface BasicScheme extends CommonScheme {
  readonly kind: 'basic';
}

/** A key (field `key`) in a header, a query parameter or a cookie. */
export interface KeyScheme extends CommonScheme {
  readonly kind: 'key';
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
}

/** A client certificate: fields `certificate` and `private_key`, both PEM; RSA or EC, the chain after the certificate. */
export interface CertificateScheme extends CommonScheme {
  readonly kind: 'certificate';
}

/**
 * AWS Signature Version 4 of each request. Credentials are those of the gate's own role, or the fields `access_key_id`,
 * `secret_access_key` and, if there is one, `session_token`.
 */
export interface AwsSignatureScheme extends CommonScheme {
  readonly kind: 'awsSignature';
  /** The signing name: `execute-api`, `es`, `s3` … */
  readonly service: string;
  readonly region: string;
  /** `host`: the gate's own identity; `secret`: what an administrator entered. */
  readonly credentials: 'host' | 'secret';
  /** A role that is assumed first. Hosts outside of AWS need one: they assume it with their own identity's token. */
  readonly role?: AwsRole | undefined;
}

/** A role of AWS. */
export interface AwsRole {
  readonly arn: string;
  readonly externalId?: string | undefined;
  /** Of the token that hosts outside of AWS assume it with. @default sts.amazonaws.com */
  readonly audience?: string | undefined;
}

/** A token that the gate obtains, keeps and renews: OAuth 2.0 and its relatives. */
export interface TokenScheme extends CommonScheme {
  readonly kind: 'token';
  readonly grant: Grant;
  readonly client: ClientAuthentication;
  /** Field `client_id` where it is not given here. */
  readonly clientId?: string | undefined;
  readonly endpoints: TokenEndpoints;
  readonly scopes: readonly string[];
  /** Sent with every token request besides: `audience` or `resource`, for example. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How the token is sent to the source. `{ header: 'x-token' }`: alone, in a header of that name. */
  readonly send: 'bearer' | { readonly header: string };
}

/** Addresses of an authorization server; https, or http on this machine. */
export interface TokenEndpoints {
  /** Of an OpenID Connect discovery document (or RFC 8414). Fills in what is not given here. */
  readonly discovery?: string | undefined;
  readonly token?: string | undefined;
  /** Where refresh tokens go, if not to `token`. */
  readonly refresh?: string | undefined;
  readonly authorization?: string | undefined;
  readonly deviceAuthorization?: string | undefined;
  readonly revocation?: string | undefined;
  /** `host` or `host:port` that a discovery document may name beside its own. */
  readonly hosts: readonly string[];
}

/** The algorithms that the gate signs with (RFC 7518). */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/**
 * How the gate proves itself to an authorization server, by the names of the IANA registry (OAuth Token Endpoint Authentication
 * Methods), besides `workload_identity`: `private_key_jwt` without a key, for the assertion is the gate's own identity's token
 * (RFC 7523, section 2.2).
 *
 * Fields: `client_secret` of the first two; `private_key` (PEM) of private_key_jwt, and `certificate` (PEM) for its thumbprint;
 * `certificate` and `private_key` of tls_client_auth.
 */
export type ClientAuthentication =
  | { readonly method: 'client_secret_basic' }
  | { readonly method: 'client_secret_post' }
  | {
      readonly method: 'private_key_jwt';
      readonly algorithm: SigningAlgorithm;
      readonly keyId?: string | undefined;
      /** Whether the header names the certificate by `x5t#S256`, as Entra wants it. */
      readonly thumbprint: boolean;
      /** @default - the token endpoint's URL */
      readonly audience?: string | undefined;
    }
  | { readonly method: 'tls_client_auth' }
  | { readonly method: 'workload_identity'; readonly audience: string }
  | { readonly method: 'none' };
