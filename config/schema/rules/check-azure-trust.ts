import type { Draft, Report } from '../draft.ts';
import { profileOf } from './profile-of.ts';

const identityPath = ['vendor', 'identity'];

/** What a header can carry as it is (RFC 9110 §5.5, without what is not ASCII). */
const headerValue = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

/** What Azure needs of an identity in profile platform, beyond its own form. */
export const checkAzureTrust = (draft: Draft, report: Report): void => {
  if (draft.deploy?.azure === undefined || profileOf(draft) !== 'platform') return;
  const { awsRole, googleServiceAccount } = draft.vendor?.identity ?? {};

  if (awsRole && awsRole.issuer === undefined)
    report(
      [...identityPath, 'awsRole'],
      "has no issuer: on Azure a role proves itself by a token that its AWS account's own issuer signs",
      'Add issuer: with what the vendor sees as issuer in: aws iam get-outbound-web-identity-federation-info',
    );

  const audience = googleServiceAccount?.audience;
  if (typeof audience === 'string' && !headerValue.test(audience))
    report(
      [...identityPath, 'googleServiceAccount', 'audience'],
      'can not be sent in a header, in which the vendor names it on Azure',
      'Write it with printable characters of ASCII only.',
    );
};
