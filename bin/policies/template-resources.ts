import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Connector } from '../../connectors/connector.ts';
import type { TemplateResource } from '../../stacks/deployers/aws-policies.ts';
import type { TerraformResources } from '../../stacks/deployers/terraform-resources.ts';

/** What is synthesized. */
export interface TemplateProps {
  readonly config: Config;
  /** The folder of the configuration file. */
  readonly directory: string;
  /** @default - all connectors of this package */
  readonly connectors?: readonly Connector[];
}

/** Rights follow from what is around the handler: an empty one takes no time to bundle. */
const handler = [{ path: 'gateway.mjs', contents: new Uint8Array() }];

/** Everything that a gateway's templates have on AWS. Nothing of the synthesis stays. */
export const awsResources = async (props: TemplateProps): Promise<readonly TemplateResource[]> => {
  const { core } = await import('../../stacks/aws/cdk.ts');
  const { gatewayStack } = await import('../../stacks/aws/app.ts');
  return inFolder((outdir) => {
    const app = new core.App({ outdir, analyticsReporting: false });
    gatewayStack(app, { ...props, handler });
    app.synth();
    return readdirSync(outdir)
      .filter((file) => file.endsWith('.template.json'))
      .flatMap((file) => Object.values<TemplateResource>(read(join(outdir, file)).Resources));
  });
};

/** The same on Google Cloud or Azure. */
export const terraformResources = async (host: 'gcp' | 'azure', props: TemplateProps): Promise<TerraformResources> => {
  const { cdktf } = await import('../../stacks/terraform/cdktf.ts');
  const { untraced } = await import('../../stacks/terraform/untraced.ts');
  const addStack =
    host === 'gcp'
      ? (await import('../../stacks/gcp/app.ts')).gcpStack
      : (await import('../../stacks/azure/app.ts')).azureStack;
  return inFolder((outdir) =>
    untraced(() => {
      const app = new cdktf.App({ outdir });
      addStack(app, { ...props, handler });
      app.synth();
      return read(join(outdir, 'stacks', `${props.config.gateway}-${host}`, 'cdk.tf.json')).resource;
    }),
  );
};

const inFolder = <Result>(use: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-policies-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
