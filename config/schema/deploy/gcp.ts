import * as z from 'zod';
import { text, textLike } from '../text.ts';
import { image } from './image.ts';

const project = '[a-z][a-z0-9-]{4,28}[a-z0-9]';

const terraformState = z
  .strictObject({
    bucket: textLike(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'the name of a bucket', 'The bucket.', 'acme-terraform'),
    prefix: text('Where in it.', 'gateways/acme').optional(),
  })
  .meta({
    description: 'Where Terraform keeps its state. It holds no secret. Default: a file in the working directory.',
    examples: [{ bucket: 'acme-terraform' }],
  });

/** Where on Google Cloud, and with what of the customer's own. */
export const gcp = z
  .strictObject({
    project: textLike(new RegExp(`^${project}$`), 'the id of a project', 'The project to deploy to.', 'acme-gateway'),
    projectNumber: textLike(
      /^\d{6,20}$/,
      'the number of a project, in quotes',
      "The project's number, in quotes: gcloud projects describe <project> --format 'value(projectNumber)'. It is in the URLs of services.",
      '123456789012',
    ),
    region: textLike(
      /^[a-z]+-[a-z]+\d{1,2}$/,
      'the name of a region of Google Cloud',
      'The region to deploy to. All data stays in it.',
      'europe-west1',
    ),
    logRetentionDays: z
      .int()
      .min(1)
      .max(3650)
      .meta({ description: 'How many days logs are kept.', examples: [90] })
      .default(90),
    image,
    keySecret: textLike(
      new RegExp(`^projects/(${project}|\\d+)/secrets/[A-Za-z0-9_-]{1,255}$`),
      'the name of a secret, projects/<project>/secrets/<secret>',
      "The secret with the gateway's key, if an earlier deployment left one: pseudonyms stay what they were. Default: one is made if a " +
        'source is served by proxy, or needs tokens.',
      'projects/acme-gateway/secrets/acme-key',
    ).optional(),
    notificationChannels: z
      .array(
        textLike(
          new RegExp(`^projects/(${project}|\\d+)/notificationChannels/\\d+$`),
          'the name of a channel, projects/<project>/notificationChannels/<number>',
          'A notification channel of Cloud Monitoring.',
          'projects/acme-gateway/notificationChannels/1234567890123456789',
        ),
      )
      .min(1)
      .max(16)
      .meta({
        description: 'Who hears every alarm. Default: there are none; the log and metrics say it.',
        examples: [['projects/acme-gateway/notificationChannels/1234567890123456789']],
      })
      .optional(),
    kmsKey: textLike(
      new RegExp(`^projects/${project}/locations/[a-z0-9-]+/keyRings/[\\w-]{1,63}/cryptoKeys/[\\w-]{1,63}$`),
      'the name of a key, projects/<project>/locations/<region>/keyRings/<ring>/cryptoKeys/<key>',
      'Your own key, in the same region, for secrets, state, queues and services. Default: keys that Google manages.',
      'projects/acme-keys/locations/europe-west1/keyRings/gateways/cryptoKeys/acme',
    ).optional(),
    subnetwork: textLike(
      new RegExp(`^projects/${project}/regions/[a-z0-9-]+/subnetworks/[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`),
      'the name of a subnetwork, projects/<project>/regions/<region>/subnetworks/<subnetwork>',
      'A subnetwork of yours that the services go out by, so that they reach what it reaches. Its ways out are yours. Default: what network says.',
      'projects/acme-network/regions/europe-west1/subnetworks/private',
    ).optional(),
    terraformState: terraformState.optional(),
  })
  .refine(({ region, kmsKey }) => kmsKey === undefined || kmsKey.split('/')[3] === region, {
    error: 'is in another location than the gateway',
    path: ['kmsKey'],
  })
  .refine(({ region, subnetwork }) => subnetwork === undefined || subnetwork.split('/')[3] === region, {
    error: 'is in another region than the gateway',
    path: ['subnetwork'],
  })
  .meta({
    description: 'Where on Google Cloud.',
    examples: [{ project: 'acme-gateway', projectNumber: '123456789012', region: 'europe-west1' }],
  });
