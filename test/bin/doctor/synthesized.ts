import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { azureStack } from '../../../stacks/azure/app.ts';
import { bundleHandlerOnce } from '../../../stacks/bundle.ts';
import { gcpStack } from '../../../stacks/gcp/app.ts';
import { cdktf } from '../../../stacks/terraform/cdktf.ts';
import { type Known, type Resource, resolved, type TerraformDocument } from '../../trust/terraform-document.ts';

const known = new Map<string, string>();

/** The template of a configuration file, as `bin/terraform.ts` makes it; once for a file that does not change. */
export const synthesized = (host: 'gcp' | 'azure', file: string): TerraformDocument => {
  const text = known.get(`${host} ${file}`) ?? synthesize(host, file);
  known.set(`${host} ${file}`, text);
  return JSON.parse(text);
};

const synthesize = (host: 'gcp' | 'azure', file: string): string => {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-doctor-test-'));
  try {
    const app = new cdktf.App({ outdir });
    const config = loadConfig(file, connectors);
    const props = { config, directory: dirname(file), handler: bundleHandlerOnce('server') };
    (host === 'gcp' ? gcpStack : azureStack)(app, props);
    app.synth();
    return readFileSync(join(outdir, 'stacks', `${config.gateway}-${host}`, 'cdk.tf.json'), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

/** Everything of a part of a template, as Terraform has it in the end. */
export const allResolved = <Value>(value: Value, known: Known): Value =>
  JSON.parse(JSON.stringify(value), (_, each) => (typeof each === 'string' ? resolved(each, known) : each));

/** The variables of a container. */
export const environmentIn = (env: readonly Resource[]): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));
