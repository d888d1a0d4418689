import type { Construct } from 'constructs';
import { core } from './cdk.ts';

/** CloudFormation takes tags of these only lately, which not every check of templates knows (cfn-lint 1.51 does not). */
const excludeResourceTypes = ['AWS::CloudWatch::Dashboard', 'AWS::ElasticLoadBalancingV2::Listener'];

/** Puts tags on everything below a construct that takes them, its nested stacks included. */
export const tag = (scope: Construct, tags: Readonly<Record<string, string>>): void => {
  for (const [key, value] of Object.entries(tags)) core.Tags.of(scope).add(key, value, { excludeResourceTypes });
};
