import type { Draft, Report } from '../draft.ts';
import { profileOf } from './profile-of.ts';

const identityPath = ['vendor', 'identity'];

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, RoleSessionName. */
const sessionName = /^[\w+=,.@-]{2,64}$/;

/** https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers: google.subject, in bytes. */
const maximumSubject = 127;

/** The same page: oidc.allowedAudiences, in characters. */
const maximumAudience = 256;

/** What Google Cloud needs of an identity in profile platform, beyond its own form. */
export const checkGcpTrust = (draft: Draft, report: Report): void => {
  if (draft.deploy?.gcp === undefined || profileOf(draft) !== 'platform') return;
  const { googleServiceAccount, awsRole, jwt, entraWorkload } = draft.vendor?.identity ?? {};

  if (googleServiceAccount && googleServiceAccount.email === undefined)
    report(
      [...identityPath, 'googleServiceAccount'],
      'has no email: on Google Cloud the platform lets in accounts by their address',
      'Add email: with the address of the account, <name>@<project>.iam.gserviceaccount.com.',
    );

  const externalId = awsRole?.externalId;
  if (typeof externalId === 'string' && !sessionName.test(externalId))
    report(
      [...identityPath, 'awsRole', 'externalId'],
      "can not be the name of a session: on Google Cloud it is that of the role's sessions, which has 2 to 64 letters, digits and characters of _+=,.@-",
      'Ask the vendor for an external id of that form.',
    );

  const subject = jwt?.subject;
  if (typeof subject === 'string' && Buffer.byteLength(subject) > maximumSubject)
    report(
      [...identityPath, 'jwt', 'subject'],
      `has more than ${maximumSubject} bytes, which is the most that Google Cloud takes`,
      'Ask the vendor for tokens with a shorter sub.',
    );

  for (const [key, identity] of Object.entries({ jwt, entraWorkload })) {
    const audience = identity?.audience;
    if (typeof audience !== 'string' || audience.length <= maximumAudience) continue;
    report(
      [...identityPath, key, 'audience'],
      `has more than ${maximumAudience} characters, which is the most that Google Cloud takes`,
      'Agree on a shorter one with the vendor.',
    );
  }
};
