import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';
import { allowState, type Reach, sourceRole } from './permissions.ts';
import type { SourcePlaces } from './source.ts';

/** What the function of one sync may reach: what a source's may, for its own secret, state and network, and besides. */
export interface SyncReach extends Reach {
  /** Secret and state of the source that it reads. */
  readonly source: SourcePlaces;
  /** The keys that sign tokens at sign-in, which it makes. */
  readonly signingKeyArn: string | undefined;
  /** Its own, by which it goes on in another run. */
  readonly functionArn: string;
}

/**
 * The role of one sync's function: that of a source's, which reads its source's secret and reads and writes its source's tokens besides, for there is one
 * keeper of each token; makes and reads its signing keys; and invokes itself, and no other function.
 *
 * @throws DeploymentError `object-malformed` or `role-malformed`
 */
export const syncRole = (scope: Construct, { source, signingKeyArn, functionArn, ...reach }: SyncReach): Role => {
  const role = sourceRole(scope, reach);
  if (source.secretArn) allow(role, ['secretsmanager:GetSecretValue'], source.secretArn);
  if (source.stateBucket) allowState(role, source.stateBucket);
  if (signingKeyArn) allow(role, ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], signingKeyArn);
  allow(role, ['lambda:InvokeFunction'], functionArn);
  return role;
};
