import * as z from 'zod';
import { aws } from './deploy/aws.ts';
import { azure } from './deploy/azure.ts';
import { gcp } from './deploy/gcp.ts';

/** Where the gateway is deployed to: one cloud, or several. */
export const deploy = z
  .strictObject({ aws: aws.optional(), gcp: gcp.optional(), azure: azure.optional() })
  .meta({ description: 'Where to deploy the gateway.', examples: [{ aws: { region: 'eu-west-1' } }] })
  .default({});
