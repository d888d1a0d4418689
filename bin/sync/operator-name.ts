import { userInfo } from 'node:os';
import type { Config } from '../../config/config.ts';
import type { HostName } from '../host-name.ts';

type Cloud = Exclude<HostName, 'local'>;

const names: Readonly<Record<Cloud, (config: Config) => Promise<string | undefined>>> = {
  aws: async ({ deploy }) => {
    const sdk = await import('@aws-sdk/client-sts');
    const { clientSettings } = await import('../../lambda/platform/aws/client-settings.ts');
    const client = new sdk.STSClient({ ...clientSettings, region: deploy.aws!.region });
    try {
      return (await client.send(new sdk.GetCallerIdentityCommand({}))).Arn;
    } finally {
      client.destroy();
    }
  },
  gcp: async () => said('gcloud', ['config', 'get', 'account']),
  azure: async ({ deploy }) =>
    said('az', [
      'account',
      'show',
      '--subscription',
      deploy.azure!.subscriptionId,
      '--query',
      'user.name',
      '--output',
      'tsv',
    ]),
};

const said = async (program: 'gcloud' | 'az', args: readonly string[]): Promise<string | undefined> => {
  const { vendorOutput } = await import('../deployed/operator-token.ts');
  return vendorOutput(program, args);
};

/** A name, an address or an ARN; anything else that a program says is none. */
const form = /^[\w.@:/+=,#-]{1,200}$/;

/**
 * Who is signed in to a cloud, as the cloud calls them; who cannot be told from there is told by the name on this machine. It gives nobody a right:
 * that is what the cloud looks at.
 */
export const operatorName = async (host: Cloud, config: Config): Promise<string> => {
  const name = await names[host](config).catch(() => undefined);
  return name !== undefined && form.test(name) ? name : userInfo().username;
};
