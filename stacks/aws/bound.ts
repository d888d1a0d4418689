import type { Construct } from 'constructs';
import { iam } from './cdk.ts';

/** Sets the boundary of every role below a construct, those that CDK makes itself included. */
export const bound = (scope: Construct, policyArn: string): void =>
  iam.PermissionsBoundary.of(scope).apply(iam.ManagedPolicy.fromManagedPolicyArn(scope, 'Boundary', policyArn));
