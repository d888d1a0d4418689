import type { VerifyCaller } from './caller.ts';
import { CallerRefused } from './caller-refused.ts';

/** An IAM role: its partition, account and name. The path of a role is not part of its sessions' ARNs. */
const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\w+=,.@/-]+\/)?([\w+=,.@-]{1,64})$/;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: RoleSessionName. */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/**
 * Lets in the sessions of exactly one IAM role. AWS has verified the signature of the request (SigV4) before the handler runs; a
 * bearer token in it counts for nothing. This looks again because the URL's permissions could be widened by hand.
 *
 * The caller's subject is the role, without the name of the session: whoever assumes the role chooses that.
 *
 * Throws RangeError if the role's ARN is none.
 *
 * @param vendorRoleArn such as `arn:aws:iam::111122223333:role/acme-vendor`
 */
export const verifyPrincipal = (vendorRoleArn: string): VerifyCaller => {
  const [, partition, account, role] = ROLE_ARN.exec(vendorRoleArn) ?? [];
  if (!role)
    throw new RangeError(`the ARN of the vendor's role must look like arn:aws:iam::111122223333:role/acme-vendor`);
  const sessionPrefix = `arn:${partition}:sts::${account}:assumed-role/${role}/`;

  return async (_request, { principal }) => {
    if (!principal) throw new CallerRefused('principal-missing', 'the platform verified no principal for this request');
    const { arn, accountId = account } = principal;
    const isSession = arn.startsWith(sessionPrefix) && SESSION_NAME.test(arn.slice(sessionPrefix.length));
    if (!isSession || accountId !== account) {
      throw new CallerRefused(
        'principal-refused',
        `the principal of this request is not a session of ${vendorRoleArn}`,
      );
    }
    return { issuer: principal.type, subject: vendorRoleArn, profile: 'platform' };
  };
};
