import { defaultProfile } from '../default-profile.ts';
import type { Draft, Report } from '../draft.ts';

/** What a network can not do: on a cloud that has no such way out, beside one that is there already, or with what must go out. */
export const checkNetwork = ({ network, deploy, vendor }: Draft, report: Report): void => {
  const existing = existingNetworks(deploy);
  const egress = network?.egress;
  if (egress === undefined) return;
  if (egress === 'ipv6')
    for (const cloud of ['gcp', 'azure'] as const)
      if (deploy?.[cloud] !== undefined)
        report(
          ['network', 'egress'],
          `can not be ipv6 where deploy.${cloud} is set: only AWS has a way out by IPv6 that lets nobody in`,
          'Write egress: nat, or deploy to AWS with a configuration of its own.',
        );
  if (egress === 'existing') {
    for (const [cloud, key] of Object.entries(networkKeys))
      if (deploy?.[cloud as Cloud] !== undefined && !existing.includes(cloud as Cloud))
        report(
          ['network', 'egress'],
          `is existing, but deploy.${cloud} names no network`,
          `Name it in deploy.${cloud}.${key}, or write egress: nat.`,
        );
    if (network?.allowList === true)
      report(
        ['network', 'allowList'],
        'can not be kept in a network that is there already: its ways out are yours',
        'Remove it. The handler has its list always.',
      );
  } else
    for (const cloud of existing)
      report(
        ['network', 'egress'],
        `could not be kept: deploy.${cloud}.${networkKeys[cloud]} names a network that is there already, and its ways out are yours`,
        `Write egress: existing, or remove deploy.${cloud}.${networkKeys[cloud]}.`,
      );
  const identity = vendor?.identity ?? {};
  const profile = vendor?.profile ?? defaultProfile(identity);
  if (egress === 'none' && profile === 'bearer')
    report(
      ['network', 'egress'],
      "can not be none in profile bearer: the gate could not fetch the keys of the vendor's issuer, and would let in nobody",
      'Write egress: nat (or ipv6 on AWS) with allowList: true, or set vendor.profile: platform.',
    );
};

/** Where each cloud's part of a configuration names a network that is there already. */
const networkKeys = { aws: 'vpc', gcp: 'subnetwork', azure: 'subnet' } as const;
type Cloud = keyof typeof networkKeys;

const existingNetworks = (deploy: Draft['deploy']): readonly Cloud[] =>
  (Object.keys(networkKeys) as Cloud[]).filter((cloud) => {
    const deployment = deploy?.[cloud] as Readonly<Record<string, unknown>> | undefined;
    return deployment?.[networkKeys[cloud]] !== undefined;
  });
