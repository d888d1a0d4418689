import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { AwsSignatureScheme } from '../authentication.ts';
import { roleCommand } from './identity-steps.ts';

/**
 * Permissions for an API of AWS: of the gate's own role, of a role that it assumes, or of a user whose key is entered.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html
 */
export const awsGuide = (scheme: AwsSignatureScheme, subject: GuideSubject): readonly GuideStep[] => {
  if (scheme.role) return [...keySteps(scheme, subject), roleStep(scheme.role, scheme, subject)];
  if (scheme.credentials === 'secret') return keySteps(scheme, subject);
  return [
    {
      title: 'Let the gate call the API',
      lines: [
        'Deploy the gate first. Its role, which its calls are signed as:',
        roleCommand(subject),
        `Allow it the actions of ${scheme.service} that the endpoints need, by a policy of the API itself if it is in another account.`,
      ],
    },
  ];
};

const keySteps = (
  { credentials, service }: AwsSignatureScheme,
  { gateway, source }: GuideSubject,
): readonly GuideStep[] =>
  credentials === 'host'
    ? []
    : [
        {
          title: 'Make a user with an access key',
          lines: [
            `IAM > Users > Create user: ${gateway}-${source}, without access to the console.`,
            `Permissions: the actions of ${service} that the endpoints need, and no others.`,
            'Its page > Security credentials > Create access key > Application running outside AWS.',
          ],
        },
      ];

const roleStep = (
  role: NonNullable<AwsSignatureScheme['role']>,
  { credentials, service }: AwsSignatureScheme,
  subject: GuideSubject,
): GuideStep => {
  const condition =
    role.externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': role.externalId } } };
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '<who assumes it>' }, Action: 'sts:AssumeRole', ...condition }],
  };
  return {
    title: 'Make the role that the gate assumes',
    lines: [
      `${role.arn}, with the actions of ${service} that the endpoints need, and this trust policy:`,
      `  ${JSON.stringify(trust)}`,
      ...(credentials === 'host'
        ? ['Who assumes it is the role of the gate, which must be deployed first:', roleCommand(subject)]
        : ['Who assumes it is the user of the access key, who needs sts:AssumeRole for it.']),
    ],
  };
};
