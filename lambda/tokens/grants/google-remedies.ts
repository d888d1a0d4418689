import type { OAuthError } from '../endpoint/oauth-error.ts';
import type { TokenErrorCode } from '../token-error.ts';

/** What a refusal of Google's means, and what to do about it. */
export type GoogleRemedy = readonly [TokenErrorCode, string];

/**
 * Of the token endpoint, to an assertion of a service account
 * (developers.google.com/identity/protocols/oauth2/service-account#error-codes).
 */
export const assertionRemedies: Readonly<Partial<Record<OAuthError, GoogleRemedy>>> = {
  unauthorized_client: [
    'token-request-refused',
    "the service account may not act for users with these scopes: in admin.google.com, Security > Access and data control > API controls > Domain-wide delegation, add the service account's unique id (client id) with exactly these scopes",
  ],
  access_denied: [
    'token-request-refused',
    'Google denies these scopes: in admin.google.com, Security > Access and data control > API controls > Domain-wide delegation, compare them with what is written there',
  ],
  invalid_grant: [
    'token-grant-refused',
    'Google does not accept the assertion: is the key still there, is the service account enabled, is the subject a user of this domain, is the clock of this host right?',
  ],
  invalid_client: [
    'token-grant-refused',
    'Google does not know the service account or its scopes: is the key still there, are scopes given?',
  ],
  invalid_scope: ['token-request-refused', 'a scope is unknown to Google, or there is none: look at scopes'],
};

/** Of the security token service (cloud.google.com/iam/docs/troubleshooting-workload-identity-federation). */
export const exchangeRemedies: Readonly<Partial<Record<OAuthError, GoogleRemedy>>> = {
  invalid_grant: [
    'token-client-refused',
    "Google does not accept the gate's own identity: are the issuer and the allowed audience of the provider right, letter by letter?",
  ],
  invalid_target: [
    'token-request-refused',
    'Google does not know the provider: is its full name right, is it enabled, or was the pool deleted?',
  ],
  unauthorized_client: [
    'token-client-refused',
    "the provider's attribute condition does not let the gate's own identity in: correct the condition, or the mapping",
  ],
  invalid_request: [
    'token-request-refused',
    'Google does not understand the request: is provider its full name, //iam.googleapis.com/projects/…/providers/…?',
  ],
};

/** Of iamcredentials.googleapis.com, by status (cloud.google.com/iam/docs/reference/credentials/rest). */
export const impersonationRemedies: Readonly<Record<number, GoogleRemedy>> = {
  400: [
    'token-request-refused',
    'Google does not accept the request for this service account: are the scopes and the subject right?',
  ],
  401: ['token-client-refused', "Google does not accept the gate's own token: try again, and look at the provider"],
  403: [
    'token-client-refused',
    "the gate's own identity may not act as this service account: grant it roles/iam.workloadIdentityUser (on Google Cloud roles/iam.serviceAccountTokenCreator) there, and enable iamcredentials.googleapis.com in the project; a grant takes minutes",
  ],
  404: ['token-request-refused', 'there is no such service account: is serviceAccount right, was it deleted?'],
};
