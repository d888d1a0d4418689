import type { Config, Profile } from '../../config/config.ts';
import type { Attempt, Outcome } from './attempt.ts';
import type { Way } from './attempts.ts';
import { type AwsDocument, awsDocument, callAws } from './aws-host.ts';
import { callAzure } from './azure-host.ts';
import { callGcp } from './gcp-host.ts';
import { configurationFor, type IdentityName } from './identities.ts';
import { type TerraformDocument, terraformDocument } from './terraform-document.ts';

/** A synthesized gateway that several identities may call. */
export type Gateway = { readonly config: Config } & (
  | { readonly host: 'aws'; readonly document: AwsDocument }
  | { readonly host: 'gcp' | 'azure'; readonly document: TerraformDocument }
);

const synthesized = new Map<string, Gateway>();

/** All identities that a profile knows: none may open a door for what another one keeps out. */
const identities = {
  platform: ['awsRole', 'googleServiceAccount', 'entraWorkload', 'jwt'],
  bearer: ['googleServiceAccount', 'entraWorkload', 'jwt'],
} as const satisfies Record<Profile, readonly IdentityName[]>;

/** The gateway of a way in. Each is synthesized once. */
export const gatewayOf = ({ host, profile }: Pick<Way, 'host' | 'profile'>): Gateway => {
  const key = `${host} ${profile}`;
  const found = synthesized.get(key);
  if (found) return found;
  const config = configurationFor(host, profile, identities[profile]);
  const gateway: Gateway =
    host === 'aws'
      ? { config, host, document: awsDocument(config) }
      : { config, host, document: terraformDocument(host, config) };
  synthesized.set(key, gateway);
  return gateway;
};

/** Who refuses the attempt, or `in`. */
export const outcomeAt = (gateway: Gateway, attempt: Attempt): Promise<Outcome> => {
  const { host, config, document } = gateway;
  if (host === 'aws') return callAws(config, document, attempt);
  return host === 'gcp' ? callGcp(config, document, attempt) : callAzure(config, document, attempt);
};
