import type { Construct } from 'constructs';
import type { Config, RelayConfig } from '../../config/config.ts';
import { enrolmentText } from '../enrolment-text.ts';
import { formText } from '../form-text.ts';
import type { KnownSource } from '../known-sources.ts';
import { hasUrl, type KnownSync } from '../known-syncs.ts';
import { outputName } from '../output-name.ts';
import { syncSetup } from '../sync-setup.ts';
import { cdktf } from './cdktf.ts';
import { literal } from './literal.ts';

/** What the vendor must know of one source. */
export interface SourceOutputs {
  readonly config: Config;
  readonly known: KnownSource;
  readonly host: 'gcp' | 'azure';
  /** Where the vendor calls it. It may be a reference that Terraform resolves. */
  readonly url: string;
  /** The name of its secret, as people find it in the cloud's console. */
  readonly secretName: string;
  /** How the vendor's calls prove themselves in the platform profile: one sentence; empty in the bearer profile. */
  readonly platformCall: string;
}

/**
 * The outputs of one source, the same on every host: its URL, and everything else that belongs into the vendor's form.
 *
 * @param stack the stack itself, for outputs below it have a hash in their names
 */
export const sourceOutputs = (stack: Construct, { config, known, host, url, ...rest }: SourceOutputs): void => {
  const { vendor } = config;
  terraformOutput(stack, `${outputName(known.name)}Url`, {
    description: `Gateway URL of source ${known.name}, to type into the form of ${vendor.name}`,
    value: url,
  });
  terraformOutput(stack, `${outputName(known.name)}Form`, {
    description: `What else ${vendor.name} must know of source ${known.name}`,
    value: literal(formText({ ...known, ...rest, config, host })),
  });
};

/** What must be known of one sync. */
export type SyncOutputs = Pick<SourceOutputs, 'host' | 'url' | 'secretName'> & { readonly known: KnownSync };

/**
 * The outputs of one sync, the same on every host: its URL if anybody calls it, and what must be known of it beside that.
 *
 * @param stack the stack itself
 */
export const syncOutputs = (stack: Construct, { known, host, url, secretName }: SyncOutputs): void => {
  const name = outputName(known.name);
  if (hasUrl(known)) {
    terraformOutput(stack, `${name}Url`, { description: `Where sync ${known.name} is called`, value: url });
  }
  const { issuer } = known.sync.signIn ?? {};
  const signIn = known.sync.signIn && { ...known.sync.signIn, ...(issuer && { issuer: literal(issuer) }) };
  const setup = syncSetup({ ...known, sync: { ...known.sync, signIn }, host, url, secretName });
  if (setup === '') return;
  terraformOutput(stack, `${name}Setup`, { description: `What sync ${known.name} needs`, value: setup });
};

/**
 * The outputs of a relay, the same on every host: its URL, and how an agent is enrolled there.
 *
 * @param stack the stack itself
 * @param url where agents call it. It may be a reference that Terraform resolves
 */
export const relayOutputs = (stack: Construct, relay: RelayConfig, url: string): void => {
  terraformOutput(stack, 'relayUrl', { description: 'Where agents and registrars call the relay', value: url });
  terraformOutput(stack, 'relayEnrolment', {
    description: 'How an agent is enrolled',
    value: enrolmentText({ relay, url }),
  });
};

/**
 * The output that tells administrators of sources whom to let in: the one address that all calls of a gateway come from.
 *
 * @param stack the stack itself
 * @param address a reference that Terraform resolves
 */
export const egressOutput = (stack: Construct, address: string): void =>
  terraformOutput(stack, 'egressAddress', {
    description: 'The address that all sources see, for their own lists of who may call',
    value: address,
  });

/**
 * One output, under exactly this name.
 *
 * @param value no secret: Terraform prints it, and its state keeps it
 */
export const terraformOutput = (
  stack: Construct,
  name: string,
  { description, value }: { readonly description: string; readonly value: string },
): void => {
  new cdktf.TerraformOutput(stack, name, { description, value });
};
