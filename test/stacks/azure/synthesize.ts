import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { azureStack } from '../../../stacks/azure/app.ts';
import { cdktf } from '../../../stacks/terraform/cdktf.ts';
import { testConnector } from '../aws/configurations.ts';

// biome-ignore lint/suspicious/noExplicitAny: a resource is whatever its provider says it is
export type Resource = Record<string, any>;

/** What Terraform reads. */
export interface TerraformDocument {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly output: Readonly<Record<string, { readonly value: string; readonly description: string }>>;
  readonly provider: Readonly<Record<string, readonly Resource[]>>;
}

/** A synthesized gateway: the folder that Terraform runs in, and what it reads there. */
export interface Synthesized {
  readonly folder: string;
  readonly text: string;
  readonly document: TerraformDocument;
}

/** Synthesizes a gateway as `bin/terraform.ts` does, but with a handler that needs no bundling. */
export const synthesize = (config: Config, directory: string = fixtures): Synthesized => {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-azure-'));
  const app = new cdktf.App({ outdir });
  azureStack(app, {
    config,
    directory,
    handler: [{ path: 'gateway.mjs', contents: readFileSync(join(fixtures, 'handler', 'gateway.mjs')) }],
    connectors: [testConnector],
  });
  app.synth();
  const folder = join(outdir, 'stacks', `${config.gateway}-azure`);
  const text = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
  return { folder, text, document: JSON.parse(text) };
};

const fixtures = join(import.meta.dirname, '..', 'aws', 'fixtures');

/** All resources of a type. */
export const resources = ({ document }: Synthesized, type: string): Resource[] =>
  Object.values(document.resource[type] ?? {});

/** How many resources of each type a stack has. */
export const counts = ({ document }: Synthesized): Record<string, number> =>
  Object.fromEntries(Object.entries(document.resource).map(([type, all]) => [type, Object.keys(all).length]));
