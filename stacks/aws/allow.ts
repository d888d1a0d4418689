import type { PolicyStatementProps, Role } from 'aws-cdk-lib/aws-iam';
import { iam } from './cdk.ts';

/** Adds one statement to the policy of a role. */
export const allow = (
  role: Role,
  actions: readonly string[],
  resource: string,
  rest: Partial<PolicyStatementProps> = {},
): void => {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ ...rest, actions: [...actions], resources: [resource] }));
};
