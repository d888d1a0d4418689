import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { gcpStack } from '../../../stacks/gcp/app.ts';
import { cdktf } from '../../../stacks/terraform/cdktf.ts';
import { testConnector } from '../aws/configurations.ts';

// biome-ignore lint/suspicious/noExplicitAny: a resource is whatever the provider says it is
export type Properties = Record<string, any>;

/** What Terraform reads. */
export interface Template {
  readonly terraform: Properties;
  readonly provider: Properties;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Properties>>>>;
  readonly output: Readonly<Record<string, { readonly value: string; readonly description: string }>>;
  readonly data?: unknown;
}

/** A synthesized gateway. */
export interface Synthesized {
  /** The folder that Terraform runs in. */
  readonly folder: string;
  /** The bytes of the template. */
  readonly text: string;
  readonly template: Template;
}

export interface Options {
  /** @default - the folder of the fixtures */
  readonly directory?: string;
  /** @default - a temporary one */
  readonly outdir?: string;
}

/** Synthesizes a gateway as `bin/terraform.ts` does, but with a handler that needs no bundling. */
export const synthesize = (config: Config, options: Options = {}): Synthesized => {
  const { directory = fixtures, outdir = mkdtempSync(join(tmpdir(), 'sallyport-gcp-')) } = options;
  const app = new cdktf.App({ outdir });
  gcpStack(app, {
    config,
    directory,
    handler: [{ path: 'gateway.mjs', contents: readFileSync(join(fixtures, 'handler', 'gateway.mjs')) }],
    connectors: [testConnector],
  });
  app.synth();
  const folder = join(outdir, 'stacks', `${config.gateway}-gcp`);
  const text = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
  return { folder, text, template: JSON.parse(text) };
};

const fixtures = join(import.meta.dirname, '..', 'aws', 'fixtures');

/** All resources of a type, by what Terraform calls them. */
export const resources = ({ template }: Synthesized, type: string): Readonly<Record<string, Properties>> =>
  template.resource[type] ?? {};

/** How many resources of each type a template has. */
export const counts = ({ template }: Synthesized): Record<string, number> =>
  Object.fromEntries(Object.entries(template.resource).map(([type, all]) => [type, Object.keys(all).length]));

/**
 * What a reviewer reads of a template: without the notes of cdktf, without what changes with every edit of the handler, without the script
 * that containers start with, which is a text of its own, and without what has snapshots of its own.
 */
export const readable = ({ text }: Synthesized, ofOthers: RegExp): object => {
  const {
    '//': _,
    resource,
    ...template
  } = JSON.parse(text, (key, value) => {
    if (key === 'args') return [...value.slice(0, -1), '<start script>'];
    if (value?.['//']?.metadata?.uniqueId) delete value['//'];
    return typeof value === 'string' ? value.replaceAll(/[0-9a-f]{64}(?=\.tar|$)/g, '<hash>') : value;
  });
  const own = Object.entries(resource).filter(([type]) => !ofOthers.test(type));
  return { ...template, resource: Object.fromEntries(own) };
};
