import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { azureStack } from '../../stacks/azure/app.ts';
import { gcpStack } from '../../stacks/gcp/app.ts';
import { cdktf } from '../../stacks/terraform/cdktf.ts';
import { testConnector } from '../stacks/aws/configurations.ts';

// biome-ignore lint/suspicious/noExplicitAny: a resource is whatever its provider says it is
export type Resource = Record<string, any>;

/** What Terraform reads of a gateway. */
export interface TerraformDocument {
  readonly resource: Record<string, Record<string, Resource>>;
}

/** Synthesizes a whole gateway, as `bin/terraform.ts` does, but with a handler that needs no bundling. */
export const terraformDocument = (host: 'gcp' | 'azure', config: Config): TerraformDocument => {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-trust-'));
  try {
    const app = new cdktf.App({ outdir });
    const handler = [{ path: 'gateway.mjs', contents: Buffer.from('// nobody runs it') }];
    const stack = host === 'gcp' ? gcpStack : azureStack;
    stack(app, { config, directory: import.meta.dirname, handler, connectors: [testConnector] });
    app.synth();
    return JSON.parse(readFileSync(join(outdir, 'stacks', `${config.gateway}-${host}`, 'cdk.tf.json'), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

/** All resources of a type. */
export const resources = ({ resource }: TerraformDocument, type: string): Resource[] =>
  Object.values(resource[type] ?? {});

/** The attributes of a cloud's things that only it knows, as `<type>.<name>.<attribute>`. */
export type Known = Readonly<Record<string, string>>;

/** A text of the document as Terraform has it in the end. A reference that nobody knows is an error. */
export const resolved = (text: string, known: Known): string =>
  text
    .replaceAll(/(?<!\$)\$\{([\w.-]+)\}/g, (_, reference: string) => {
      const value = known[reference];
      if (value === undefined) throw new Error(`reference ${reference}`);
      return value;
    })
    .replaceAll(/([$%])\1\{/g, '$1{');

/** The value of a variable in the environment of a container. */
export const variable = (environment: readonly Resource[], name: string, known: Known): string | undefined => {
  const value = environment.find((each) => each['name'] === name)?.['value'];
  return value === undefined ? undefined : resolved(value, known);
};
