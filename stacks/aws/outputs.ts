import type { Construct } from 'constructs';
import type { Config, RelayConfig, VendorConfig } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { enrolmentText } from '../enrolment-text.ts';
import { formText } from '../form-text.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import { checkOutputNames, outputName } from '../output-name.ts';
import { syncSetup } from '../sync-setup.ts';
import { core } from './cdk.ts';
import type { FunctionNetwork } from './network.ts';
import { secretName } from './secrets.ts';

/**
 * A template has 200 outputs at most (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html): two for each source and each
 * sync, the vendor's role and the network's address, and two for a relay.
 */
const maximumStacks = ({ relay }: Config): number => Math.floor((200 - 2 - (relay ? 2 : 0)) / 2);

/**
 * Checks that the outputs of all sources and syncs fit into one template and have different names.
 *
 * @throws DeploymentError `too-many-sources` or `source-names-alike`
 */
export const checkOutputs = (config: Config): void => {
  const [sources, syncs] = [Object.keys(config.sources), Object.keys(config.sync)];
  const names = [...sources, ...syncs];
  const maximum = maximumStacks(config);
  if (names.length > maximum) {
    throw new DeploymentError(
      'too-many-sources',
      `The configuration has ${sources.length} sources${syncs.length > 0 ? ` and ${syncs.length} syncs` : ''}, and one gateway on AWS takes ${maximum}. ` +
        'Write two configuration files with different values of gateway, and deploy each.',
    );
  }
  checkOutputNames(names);
};

/** The outputs of one source: its URL, and everything else that belongs into the vendor's form. */
export const sourceOutputs = (scope: Construct, config: Config, known: KnownSource, url: string): void => {
  const { vendor, gateway } = config;
  const { name, source } = known;
  new core.CfnOutput(scope, `${outputName(name)}Url`, {
    description: `Gateway URL of source ${name}, to type into the form of ${vendor.name}`,
    value: source.publicUrl ?? url,
  });
  new core.CfnOutput(scope, `${outputName(name)}Form`, {
    description: `What else ${vendor.name} must know of source ${name}`,
    value: formText({
      ...known,
      config,
      host: 'aws',
      secretName: secretName(gateway, name),
      platformCall: 'Calls: signed with AWS Signature Version 4 as the role in output vendorRole.',
    }),
  });
};

/** The outputs of one sync, the same on every host: its URL if anybody calls it, and what must be known of it beside that. */
export const syncOutputs = (scope: Construct, { gateway }: Config, known: KnownSync, url: string | undefined): void => {
  const name = outputName(known.name);
  if (url) {
    new core.CfnOutput(scope, `${name}Url`, { description: `Where sync ${known.name} is called`, value: url });
  }
  const setup = syncSetup({
    ...known,
    host: 'aws',
    url: url ? withoutSlash(url) : '',
    secretName: secretName(gateway, known.name),
  });
  if (setup === '') return;
  new core.CfnOutput(scope, `${name}Setup`, { description: `What sync ${known.name} needs`, value: setup });
};

/** Of `https://<name>/`, which only the cloud knows. */
const withoutSlash = (url: string): string => `https://${core.Fn.select(2, core.Fn.split('/', url))}`;

/** The output that tells the vendor which role to assume. */
export const vendorOutput = (scope: Construct, vendor: VendorConfig, roleArn: string): void => {
  new core.CfnOutput(scope, 'vendorRole', {
    description: `The role that ${vendor.name} assumes before it calls a gateway URL`,
    value: roleArn,
  });
};

/** The outputs of a relay, the same on every host: its URL, and how an agent is enrolled there. */
export const relayOutputs = (scope: Construct, relay: RelayConfig, url: string): void => {
  new core.CfnOutput(scope, 'relayUrl', { description: 'Where agents and registrars call the relay', value: url });
  new core.CfnOutput(scope, 'relayEnrolment', {
    description: 'How an agent is enrolled',
    value: enrolmentText({ relay, url }),
  });
};

/** The output that tells administrators of sources whom to let in, if the network has an address that stays. */
export const networkOutput = (scope: Construct, network: FunctionNetwork | undefined): void => {
  if (network?.egressAddress === undefined) return;
  new core.CfnOutput(scope, 'egressAddress', {
    description: 'The address that all sources see, for their own lists of who may call',
    value: network.egressAddress,
  });
};
