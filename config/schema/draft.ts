/**
 * A configuration as far as it could be read. Rules run beside other problems, so anything may be missing or of another kind:
 * they look with `?.` and check what they compare.
 */
export interface Draft {
  readonly vendor?: { readonly profile?: unknown; readonly identity?: DraftIdentity };
  readonly sources?: Readonly<Record<string, DraftSource>>;
  readonly sync?: Readonly<Record<string, DraftSync>>;
  readonly relay?: { readonly registrars?: readonly DraftRegistrar[] };
  readonly network?: { readonly egress?: unknown; readonly allowList?: unknown };
  readonly deploy?: {
    readonly aws?: { readonly oidcProviders?: unknown; readonly vpc?: unknown };
    readonly gcp?: { readonly subnetwork?: unknown };
    readonly azure?: { readonly subnet?: unknown };
  };
}

/** What rules look at of a sync. */
export interface DraftSync {
  readonly from?: unknown;
  readonly users?: { readonly type?: unknown; readonly key?: unknown; readonly when?: unknown };
  readonly groups?: unknown;
  readonly to?: {
    readonly destination?: unknown;
    readonly via?: unknown;
    readonly agents?: unknown;
    readonly options?: { readonly others?: unknown };
  };
  readonly map?: unknown;
  readonly grants?: unknown;
  readonly signIn?: {
    readonly servers?: readonly DraftRegistrar[];
    readonly facts?: unknown;
    readonly claims?: { readonly payload?: unknown };
  };
}

/** What rules look at of a source. */
export interface DraftSource {
  readonly serve?: unknown;
  readonly claims?: DraftClaims;
  readonly publicUrl?: unknown;
  readonly via?: unknown;
  readonly agents?: unknown;
}

/** What rules look at of a registrar. */
export interface DraftRegistrar {
  readonly name?: unknown;
  readonly issuer?: unknown;
  readonly audience?: unknown;
}

/** The identities of a vendor before they are known to be well formed. */
export interface DraftIdentity {
  readonly jwt?: {
    readonly issuer?: unknown;
    readonly audience?: unknown;
    readonly subject?: unknown;
    readonly claims?: DraftClaims;
    readonly urlClaim?: unknown;
  };
  readonly awsRole?: { readonly externalId?: unknown; readonly issuer?: unknown };
  readonly googleServiceAccount?: { readonly audience?: unknown; readonly email?: unknown };
  readonly entraWorkload?: { readonly tenantId?: unknown; readonly audience?: unknown };
}

/** Claims whose values may still be anything. */
export type DraftClaims = Readonly<Record<string, unknown>>;

/** Takes one broken rule: where, what is wrong, what to write instead, and whether the key is meant instead of its value. */
export type Report = (path: readonly PropertyKey[], message: string, remedy: string, at?: 'key') => void;

/** The entries of a map, none if it is missing or something else. */
export const entries = <Value>(map: Readonly<Record<string, Value>> | undefined): [string, Value][] =>
  typeof map === 'object' && map !== null ? Object.entries(map) : [];
