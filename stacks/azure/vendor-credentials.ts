import type { VendorIdentity } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';

/** What the tokens that Entra exchanges must be made for (learn.microsoft.com/entra/workload-id/workload-identity-federation). */
export const exchangeAudience = 'api://AzureADTokenExchange';

/** An identity of the vendor from outside of Entra, as a federated credential has it: what its tokens must say. */
export interface VendorCredential {
  readonly id: 'aws' | 'google' | 'jwt';
  readonly issuer: string;
  readonly subject: string;
  /** For whom it calls, where the token does not say it. */
  readonly externalId?: string;
}

/**
 * The identities of the vendor that Entra does not know by itself. Nothing in it is escaped for Terraform.
 *
 * @throws DeploymentError `vendor-unprovable`
 */
export const vendorCredentials = ({
  awsRole,
  googleServiceAccount,
  jwt,
}: VendorIdentity): readonly VendorCredential[] => {
  const identities: VendorCredential[] = [];
  if (awsRole) {
    const { arn, externalId, issuer } = awsRole;
    if (issuer === undefined) throw unprovable('awsRole has no issuer. Add the one of the tokens of its AWS account.');
    identities.push({ id: 'aws', issuer, subject: arn, externalId });
  }
  if (googleServiceAccount) {
    const { uniqueId, audience } = googleServiceAccount;
    identities.push({ id: 'google', issuer: 'https://accounts.google.com', subject: uniqueId, externalId: audience });
  }
  if (jwt) {
    if (jwt.subject === undefined) throw unprovable('jwt has no subject. Add the sub of its tokens.');
    identities.push({ id: 'jwt', issuer: jwt.issuer, subject: jwt.subject });
  }
  return identities;
};

const unprovable = (what: string): DeploymentError =>
  new DeploymentError('vendor-unprovable', `vendor.identity.${what}`);

/** The identity of the gateway that one of them stands for. No source's is called like it. */
export const vendorIdentityName = (gateway: string, id: VendorCredential['id']): string => `${gateway}--vendor-${id}`;
