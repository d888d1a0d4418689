import { describe } from 'vitest';
import { good, goodPlatform } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('AWS', () => {
  testChanges(good, [
    [
      'has a region of another cloud',
      'region: eu-west-1',
      'region: europe-west1',
      '20:18 deploy.aws.region: must be the code of an AWS region | Write, for example: region: eu-west-1',
    ],
    ['has a region of the European sovereign cloud, which is right', 'region: eu-west-1', 'region: eusc-de-east-1'],
    [
      'has no region',
      'region: eu-west-1, ',
      '',
      '20:8 deploy.aws.region: is missing | Write, for example: region: eu-west-1',
    ],
    [
      'has an account of 11 digits',
      '"123456789012"',
      '"12345678901"',
      '20:38 deploy.aws.account: must be an AWS account number: 12 digits, in quotes | Write, for example: account: "123456789012"',
    ],
    [
      'has an account that is a number',
      '"123456789012"',
      '012345678901',
      '20:38 deploy.aws.account: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "012345678901".',
    ],
    [
      'keeps logs for a time that CloudWatch does not know',
      'region: eu-west-1',
      'region: eu-west-1, logRetentionDays: 100',
      '20:47 deploy.aws.logRetentionDays: is none of the values that may stand here | Write one of: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.',
    ],
    [
      'has a topic for alarms, which is right',
      'region: eu-west-1',
      'region: eu-west-1, alarmTopic: "arn:aws:sns:eu-west-1:123456789012:operators"',
    ],
    [
      'has a topic of another region',
      'region: eu-west-1',
      'region: eu-west-1, alarmTopic: "arn:aws:sns:us-east-1:123456789012:operators"',
      '20:41 deploy.aws.alarmTopic: is in another region than the gateway, and an alarm reaches topics of its own alone | Write, for example: alarmTopic: arn:aws:sns:eu-west-1:123456789012:operators',
    ],
    [
      'has a topic that is an address of e-mail',
      'region: eu-west-1',
      'region: eu-west-1, alarmTopic: operators@acme.example',
      '20:41 deploy.aws.alarmTopic: must be the ARN of an SNS topic | Write, for example: alarmTopic: arn:aws:sns:eu-west-1:123456789012:operators',
    ],
    ['keeps logs for 10 years, which is right', 'region: eu-west-1', 'region: eu-west-1, logRetentionDays: 3653'],
    [
      'keeps logs for a text',
      'region: eu-west-1',
      'region: eu-west-1, logRetentionDays: "90"',
      '20:47 deploy.aws.logRetentionDays: must be a number, not text | Write 90, without quotes.',
    ],
  ]);
});

describe('Google Cloud', () => {
  testChanges(good, [
    [
      'says nothing',
      '  aws:',
      '  gcp: {}\n  aws:',
      '20:8 deploy.gcp.project: is missing | Write, for example: project: acme-gateway',
      '20:8 deploy.gcp.projectNumber: is missing | Write, for example: projectNumber: "123456789012"',
      '20:8 deploy.gcp.region: is missing | Write, for example: region: europe-west1',
    ],
  ]);
});

describe('an OpenID provider', () => {
  testChanges(goodPlatform, [
    [
      'is no ARN',
      '- arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
      '- auth.elimity.com/',
      '19:9 deploy.aws.oidcProviders[0]: must be the ARN of an IAM OpenID Connect provider | Write, for example: arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
    ],
    [
      'stands twice',
      '- arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
      '- arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/\n      - arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
      '19:7 deploy.aws.oidcProviders: names a provider twice | Write, for example: oidcProviders: [ arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/ ]',
    ],
    [
      'stands outside a list',
      '\n      - arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
      ' arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
      '18:20 deploy.aws.oidcProviders: must be a list, not text | Write, for example: oidcProviders: [ arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/ ]',
    ],
  ]);
});
