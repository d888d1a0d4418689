import type { GuideStep, GuideSubject } from '../../guide.ts';

/** The deployed function of a source: its name is that of the gateway and of the source. */
export const functionName = ({ gateway, source }: GuideSubject): string => `${gateway}-${source}`;

/** The command that prints the ARN of the role that the gate runs as. */
export const roleCommand = (subject: GuideSubject): string =>
  `  aws lambda get-function-configuration --function-name ${functionName(subject)} --query Role --output text`;

/**
 * How to learn by which issuer and subject others know the gate.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html
 */
export const identityStep = (subject: GuideSubject): GuideStep => ({
  title: 'Learn who the gate is',
  lines: [
    'The gate proves itself by its own identity, so no secret is made. Deploy it first; then, in its AWS account:',
    'Once for each account, let its roles have tokens for others:',
    '  aws iam enable-outbound-web-identity-federation',
    'Issuer:',
    '  aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text',
    'Subject:',
    roleCommand(subject),
  ],
});
