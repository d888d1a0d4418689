import type { Config, VendorIdentity } from '../../config/config.ts';
import type { CloudHost } from '../form-text.ts';
import { awsWays } from './aws-ways.ts';
import { azureWays } from './azure-ways.ts';
import { bearerWays } from './bearer-ways.ts';
import { gcpWays } from './gcp-ways.ts';
import { sourceUrl } from './source-url.ts';

/** One thing that the vendor does, with commands for a shell where there are any. */
export interface OnboardingStep {
  readonly title: string;
  readonly commands: readonly string[];
}

/** How one identity of the vendor gets in. */
export interface OnboardingWay {
  readonly identity: keyof VendorIdentity;
  readonly who: string;
  /** What the calls carry, in a sentence. */
  readonly sends: string;
  /** The audience of the token that calls carry; `undefined` where they carry none. It may be a variable of the shell. */
  readonly audience?: string | undefined;
  readonly steps: readonly OnboardingStep[];
}

/** What a vendor must know of a gateway on one host to call it. No secret is in it. */
export interface Onboarding {
  readonly gateway: string;
  readonly host: CloudHost;
  readonly profile: Config['vendor']['profile'];
  /** Where each source is called: a URL, or the name of the output that says it. */
  readonly sources: readonly SourceUrl[];
  /** Outputs of the deployment whose values the commands have as variables of the same name. */
  readonly outputs: readonly string[];
  readonly ways: readonly OnboardingWay[];
}

/** Where a source is called. */
export type SourceUrl = { readonly name: string } & ({ readonly url: string } | { readonly output: string });

const platformWays = { aws: awsWays, gcp: gcpWays, azure: azureWays } as const;

/**
 * What the vendor calls, with which token and for which audience, on a host that the configuration deploys to.
 *
 * @throws RangeError if it does not deploy there
 * @example onboarding(config, 'gcp').ways[0].steps[0].commands
 */
export const onboarding = (config: Config, host: CloudHost): Onboarding => {
  if (!config.deploy[host]) throw new RangeError(`the configuration does not deploy to ${host}`);
  const { gateway, vendor, sources } = config;
  const ways = vendor.profile === 'bearer' ? bearerWays(config, host) : platformWays[host](config);
  return {
    gateway,
    host,
    profile: vendor.profile,
    sources: Object.keys(sources).map((name) => ({ name, ...sourceUrl(config, host, name) })),
    outputs: outputsIn(ways),
    ways,
  };
};

/** Variables that begin so come from outputs. */
const outputVariable = /\$\{?(vendor[A-Z]\w*)/g;

const outputsIn = (ways: readonly OnboardingWay[]): readonly string[] => {
  const commands = ways.flatMap(({ steps }) => steps.flatMap((step) => step.commands));
  return [...new Set(commands.flatMap((command) => [...command.matchAll(outputVariable)].map(([, name]) => name!)))];
};
