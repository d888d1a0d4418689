import type { CfnElement, Stack } from 'aws-cdk-lib/core';
import { core } from './cdk.ts';

/**
 * How findings of cdk-nag call the ARN of a resource: by its id in its own template, and by a parameter in another one, which CDK names so.
 *
 * @param stack where it is spoken of
 * @example `AwsSolutions-IAM5[Resource::<${nameInTemplate(stack, bucket.node.defaultChild)}>/*]`
 */
export const nameInTemplate = (stack: Stack, resource: CfnElement): string => {
  const home = core.Stack.of(resource);
  if (stack === home) return `${stack.getLogicalId(resource)}.Arn`;
  const { nodeUniqueId } = core.Names;
  return `referenceto${nodeUniqueId(home.nestedStackResource!.node)}Outputs${nodeUniqueId(resource.node)}Arn`;
};
