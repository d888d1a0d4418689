import * as z from 'zod';
import { textLike } from './text.ts';

/** The values that CloudWatch Logs takes for the retention of a log group (API PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const aws = z
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
      'The SNS topic, in the same region, that hears when a source gets no more tokens until a person does something. Default: nobody ' +
        'hears of it; the log and the metric TokenStopped say it. An alarm costs $0.10 a month for each source that needs tokens.',
      'arn:aws:sns:eu-west-1:123456789012:operators',
    ).optional(),
  })
  .refine(({ region, alarmTopic }) => alarmTopic === undefined || alarmTopic.split(':')[3] === region, {
    error: 'is in another region than the gateway, and an alarm reaches topics of its own alone',
    path: ['alarmTopic'],
  })
  .meta({ description: 'Where on AWS.', examples: [{ region: 'eu-west-1' }] });

/** Where the gateway is deployed to. */
export const deploy = z
  .strictObject({ aws: aws.optional() })
  .meta({ description: 'Where to deploy the gateway.', examples: [{ aws: { region: 'eu-west-1' } }] })
  .default({});
