import * as z from 'zod';
import { textLike } from '../text.ts';

/** The values that CloudWatch Logs takes for the retention of a log group (API PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const vpc = z
  .strictObject({
    id: textLike(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC', 'The VPC.', 'vpc-0a1b2c3d4e5f60718'),
    subnets: z
      .array(textLike(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet', 'A private subnet.', 'subnet-0a1b2c3d4e5f60718'))
      .min(1)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'names a subnet twice' })
      .meta({
        description: 'Private subnets of it, best in two zones.',
        examples: [['subnet-0a1b2c3d4e5f60718', 'subnet-1b2c3d4e5f607182a']],
        uniqueItems: true,
      }),
    securityGroup: textLike(
      /^sg-[0-9a-f]{8,17}$/,
      'the id of a security group',
      'A security group. Default: one is made, which lets out to the ports of the sources and nobody in.',
      'sg-0a1b2c3d4e5f60718',
    ).optional(),
  })
  .meta({
    description:
      'A network of yours that the functions are put into, so that they reach what it reaches. Its ways out are yours. Default: what ' +
      'network says.',
    examples: [{ id: 'vpc-0a1b2c3d4e5f60718', subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-1b2c3d4e5f607182a'] }],
  });

/** Where on AWS, and with what of the customer's own. */
export const aws = z
  .strictObject({
    region: textLike(
      /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/,
      'the code of an AWS region',
      'The AWS region to deploy to.',
      'eu-west-1',
    ),
    account: textLike(
      /^\d{12}$/,
      'an AWS account number: 12 digits, in quotes',
      'The AWS account to deploy to, in quotes: as a number it could lose a zero. Default: that of the credentials at hand.',
      '123456789012',
    ).optional(),
    logRetentionDays: z
      .literal(retentionDays)
      .meta({ description: 'How many days logs are kept.', examples: [90] })
      .default(90),
    oidcProviders: z
      .array(
        textLike(
          /^arn:aws(-[a-z]+)*:iam::\d{12}:oidc-provider\/[^\s?#]+$/,
          'the ARN of an IAM OpenID Connect provider',
          'ARN of a provider, the trailing slash of its issuer included.',
          'arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/',
        ),
      )
      .min(1)
      .refine((arns) => new Set(arns).size === arns.length, { error: 'names a provider twice' })
      .meta({
        description:
          'IAM OpenID Connect providers that your account has already. An account registers an issuer once, so they are used ' +
          'instead of being made.',
        examples: [['arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/']],
        uniqueItems: true,
      })
      .optional(),
    keySecret: textLike(
      /^arn:aws(-[a-z]+)*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
      'the whole ARN of a secret in Secrets Manager, its six last characters included',
      "The secret with the gateway's key, if an earlier deployment left one: pseudonyms stay what they were. Default: one is made " +
        'if a source is served by proxy, or needs tokens.',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/_key-a1B2c3',
    ).optional(),
    alarmTopic: textLike(
      /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
      'the ARN of an SNS topic',
      'The SNS topic, in the same region, that hears every alarm. Default: there are none; the log and metrics say it. An alarm costs ' +
        '$0.10 a month.',
      'arn:aws:sns:eu-west-1:123456789012:operators',
    ).optional(),
    kmsKey: textLike(
      /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
      'the ARN of a KMS key (not of an alias)',
      'Your own key, in the same region, for secrets, state, logs and queues. Default: keys that AWS manages. Its policy must let CloudWatch Logs use it.',
      'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ).optional(),
    permissionsBoundary: textLike(
      /^arn:aws(-[a-z]+)*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
      'the ARN of an IAM policy',
      'The policy that every role gets as its boundary, where your account asks for one. Default: none.',
      'arn:aws:iam::123456789012:policy/workload-boundary',
    ).optional(),
    vpc: vpc.optional(),
  })
  .refine(({ region, alarmTopic }) => alarmTopic === undefined || alarmTopic.split(':')[3] === region, {
    error: 'is in another region than the gateway, and an alarm reaches topics of its own alone',
    path: ['alarmTopic'],
  })
  .refine(({ region, kmsKey }) => kmsKey === undefined || kmsKey.split(':')[3] === region, {
    error: 'is in another region than the gateway',
    path: ['kmsKey'],
  })
  .meta({ description: 'Where on AWS.', examples: [{ region: 'eu-west-1' }] });
