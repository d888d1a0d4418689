import type { NewSource } from '../new/source-answers.ts';
import { sourceLines } from '../new/source-lines.ts';
import { yamlLines } from '../shapes/yaml-lines.ts';
import type { DeployAnswers } from './deploy-answers.ts';
import type { IdentityKind } from './identity-fields.ts';
import type { VendorAnswers } from './vendor-answers.ts';

/** All that a first configuration says. */
export interface ConfigAnswers {
  readonly gateway: string;
  readonly vendor: VendorAnswers;
  readonly sources: readonly NewSource[];
  /** @default - it is for this machine, until somebody adds `deploy:` */
  readonly deploy?: DeployAnswers | undefined;
}

/** What a newcomer wants to know about each way. */
const identityComments: Readonly<Record<IdentityKind, string>> = {
  jwt: "Every request carries a token that the vendor's issuer signed, for this audience and with these claims.",
  googleServiceAccount: 'Every request carries a token of this service account of Google Cloud, for this audience.',
  awsRole: 'The vendor assumes a role of this gateway from this role of its own, and says the external id.',
  entraWorkload: "Every request carries a token of this workload in the vendor's Entra tenant, for this audience.",
};

/** A first `sallyport.yaml`, with the comments that a newcomer needs. */
export const configText = ({ gateway, vendor, sources, deploy }: ConfigAnswers): string =>
  `${[
    '# yaml-language-server: $schema=./sallyport.schema.json',
    '',
    '# One gateway: whom it serves, and what. An editor with YAML support completes and explains every key;',
    '# `sallyport check` checks the whole file, `sallyport start` serves it on this machine.',
    '',
    '# The beginning of every resource name in your cloud account, so that several gateways can live in one.',
    ...yamlLines('gateway', gateway, 0),
    '',
    '# Who calls. Nobody else comes in.',
    'vendor:',
    ...yamlLines('name', vendor.name, 2),
    '  identity:',
    ...Object.entries(vendor.identity).flatMap(([kind, fields]) => [
      `    # ${identityComments[kind as IdentityKind]}`,
      `    ${kind}:`,
      ...Object.entries(fields).flatMap(([field, value]) => yamlLines(field, value, 6)),
    ]),
    '',
    '# What may be fetched. Each source gets a function, an identity and a secret of its own, and can reach no other.',
    '# `sallyport new <connector>` adds one.',
    'sources:',
    ...sources.flatMap((source) => ['', ...sourceLines(source, 2)]),
    ...deployLines(deploy),
  ].join('\n')}\n`;

const deployLines = (deploy: DeployAnswers | undefined): readonly string[] => {
  if (deploy === undefined) return [];
  const { host, fields } = deploy;
  const by = host === 'aws' ? '`cdk deploy`' : 'Terraform or OpenTofu';
  return [
    '',
    `# Where ${by} puts it. Another cloud can stand beside it (aws, gcp, azure).`,
    'deploy:',
    `  ${host}:`,
    ...Object.entries(fields).flatMap(([field, value]) => yamlLines(field, value, 4)),
  ];
};
