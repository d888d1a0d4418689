import type { SigningAlgorithm } from './authentication.ts';

/**
 * What a token is obtained with. Names in backquotes are fields of the secret; any grant may have `access_token` (with `expires_at`
 * in RFC 3339 or seconds since 1970) and `refresh_token` besides, entered by hand.
 */
export type Grant =
  /** RFC 6749, section 4.4. */
  | { readonly type: 'clientCredentials' }
  /** RFC 6749, section 4.3: `username`, `password`. */
  | { readonly type: 'password' }
  /** RFC 6749, section 6: `refresh_token`, which an administrator has obtained elsewhere. */
  | { readonly type: 'refreshToken' }
  /** RFC 6749, section 4.1, with PKCE (RFC 7636), or RFC 8628: a person signs in once, by `sallyport connect`. */
  | { readonly type: 'authorizationCode'; readonly redirectPort?: number | undefined }
  | JwtBearerGrant
  | TokenExchangeGrant
  /** Zoom's server-to-server grant: `account_id` where it is not given here. */
  | { readonly type: 'accountCredentials'; readonly accountId?: string | undefined }
  | LoginGrant
  | GitHubAppGrant
  | GoogleServiceAccountGrant
  | GoogleWorkloadGrant;

/** RFC 7523, section 2.1: `private_key` (PEM), and `certificate` (PEM) for its thumbprint. */
export interface JwtBearerGrant {
  readonly type: 'jwtBearer';
  readonly algorithm: SigningAlgorithm;
  readonly keyId?: string | undefined;
  readonly thumbprint: boolean;
  /** @default - the client id */
  readonly issuer?: string | undefined;
  /** Whom the token is for. @default - the issuer */
  readonly subject?: string | undefined;
  /** @default - the token endpoint's URL */
  readonly audience?: string | undefined;
  /** Further claims of the assertion, such as `scope`. */
  readonly claims: Readonly<Record<string, string>>;
}

/** RFC 8693. */
export interface TokenExchangeGrant {
  readonly type: 'tokenExchange';
  /** `{ identity: audience }`: the gate's own, for that audience. `secret`: the field `subject_token`. */
  readonly subjectToken: 'secret' | { readonly identity: string };
  /** @default urn:ietf:params:oauth:token-type:jwt */
  readonly subjectTokenType: string;
  readonly requestedTokenType?: string | undefined;
  readonly audience?: string | undefined;
  readonly resource?: string | undefined;
}

/**
 * A login that is not of OAuth: `username` and `password` go by HTTP Basic (RFC 7617) to the token endpoint, with POST and without a
 * body, and a field of the JSON answer is the token.
 */
export interface LoginGrant {
  readonly type: 'login';
  /** The field of the answer: `token`. */
  readonly tokenField: string;
}

/**
 * An installation token of a GitHub App: `app_id` where it is not given here, `private_key` (PEM, as GitHub gives it).
 * docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
 */
export interface GitHubAppGrant {
  readonly type: 'githubApp';
  /** `https://api.github.com`, or `https://<host>/api/v3` of GitHub Enterprise Server. */
  readonly api: string;
  readonly appId?: string | undefined;
  /** Which installation: its number, or the organization that has it. */
  readonly installation: { readonly id: string } | { readonly organization: string };
  /** Fewer permissions than the installation has: `{ members: 'read' }`. @default - all of them */
  readonly permissions?: Readonly<Record<string, string>> | undefined;
}

/**
 * A Google service account by its key: `service_account_key`, the JSON file as Google gives it.
 * developers.google.com/identity/protocols/oauth2/service-account
 */
export interface GoogleServiceAccountGrant {
  readonly type: 'googleServiceAccount';
  /** The user whom domain-wide delegation acts for. @default - the service account itself */
  readonly subject?: string | undefined;
}

/**
 * A Google service account without a key: the gate's own identity, which a workload identity pool trusts, impersonates it; on Google
 * Cloud the gate's own service account does. With a `subject`, Google signs the assertion of domain-wide delegation
 * (iamcredentials.googleapis.com, generateAccessToken and signJwt).
 */
export interface GoogleWorkloadGrant {
  readonly type: 'googleWorkload';
  readonly serviceAccount: string;
  readonly subject?: string | undefined;
  /** `//iam.googleapis.com/projects/…/providers/…`. Needed on hosts outside of Google Cloud. */
  readonly provider?: string | undefined;
}
