import type * as z from 'zod';
import { deploy } from '../../config/schema/deploy.ts';
import type { CloudHost } from '../../stacks/form-text.ts';
import type { Question } from '../terminal/interview.ts';
import { fieldQuestion, kebab } from './field-question.ts';

/** What a cloud can not do without. */
const fieldNames: Readonly<Record<CloudHost, readonly string[]>> = {
  aws: ['region'],
  gcp: ['project', 'projectNumber', 'region'],
  azure: ['subscriptionId', 'tenantId', 'location'],
};

/** The clouds that a first configuration can be for. */
export const cloudHosts = Object.keys(fieldNames) as readonly CloudHost[];

/** A field under `deploy.<host>`, and the option that says it: `--region` is one option for two clouds. */
export interface DeployField {
  readonly host: CloudHost;
  readonly field: string;
  /** `project-number`, of the option `--project-number`. */
  readonly option: string;
  readonly question: Question;
}

const fieldOf = (host: CloudHost, field: string): DeployField => {
  const option = kebab(field);
  const object: z.ZodObject = deploy.unwrap().shape[host].unwrap();
  return { host, field, option, question: fieldQuestion({ object, field, name: field, option }) };
};

/** All of them, in the order in which they are asked for. */
export const deployFields: readonly DeployField[] = cloudHosts.flatMap((host) =>
  fieldNames[host].map((field) => fieldOf(host, field)),
);

/** The options that say them, each once. */
export const deployOptions: readonly { readonly option: string; readonly field: string; readonly about: string }[] = [
  ...Map.groupBy(deployFields, ({ option }) => option),
].map(([option, [first, ...others]]) => ({
  option,
  field: first!.field,
  about:
    others.length === 0
      ? `(${first!.host}) ${first!.question.about.replace(/\.$/, '')}`
      : `(${[first!, ...others].map(({ host }) => host).join(', ')}) The region to deploy to; alone, it says which of them too`,
}));
