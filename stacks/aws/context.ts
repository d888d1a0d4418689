/**
 * CDK's feature flags for a gateway. An app of one's own has its flags in its `cdk.json`; these make CDK's findings about the
 * templates errors, and its policies as short as they can be.
 */
export const context: Readonly<Record<string, boolean>> = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
};
