import type { SourceReport } from '../../../lambda/jobs/source-report.ts';
import { functionName } from '../../../stacks/aws/function-name.ts';
import { awsSource } from '../../deployed/aws-source.ts';
import { deployedHost } from '../../source-host.ts';
import { compareTrust } from '../compare-trust.ts';
import type { ExamineHost } from '../examined-host.ts';
import { failed, NotKnown, ok } from '../line.ts';
import { parsedReport } from '../parsed-report.ts';
import { bearerSentences, rightToken } from '../vendor-token.ts';
import { type AwsReader, awsReader, type FunctionUrl } from './aws-clients.ts';
import { policySentences } from './policy-sentences.ts';
import { type SynthesizedTrust, synthesizedTrust } from './synthesized-trust.ts';

const deploys = 'npx cdk deploy';

/** A gateway on AWS, with the credentials of AWS that are at hand. */
export const examineAws: ExamineHost = async (sources) => {
  const [{ config, directory }] = sources as readonly [(typeof sources)[number], ...typeof sources];
  const region = config.deploy.aws!.region;
  const reader = awsReader(region);
  const urls = new Map<string, Promise<FunctionUrl>>();
  const urlOf = (name: string): Promise<FunctionUrl> => {
    const known = urls.get(name) ?? reader.functionUrl(functionName(config.gateway, name));
    urls.set(name, known);
    return known;
  };
  let synthesis: Promise<SynthesizedTrust> | undefined;
  const synthesized = async (): Promise<SynthesizedTrust> => {
    const { functionArn } = await urlOf(Object.keys(config.sources)[0]!);
    const [, partition = 'aws', , , account = ''] = functionArn.split(':');
    synthesis ??= synthesizedTrust(config, directory, { partition, account });
    return synthesis;
  };
  const isPlatform = config.vendor.profile === 'platform';
  return {
    name: 'aws',
    where: `on AWS (${region})`,
    deploys,
    trust: async () => {
      const role = `${config.gateway}-vendor-${region}`;
      const policy = await reader.trustPolicy(role);
      const expected = (await synthesized()).role;
      if (!expected && policy === undefined) return [ok('vendor', bearerSentences(config).join('; '))];
      if (!expected) {
        const found = `there is a role ${role}, and the configuration has none`;
        return [failed('vendor role', found, `deploy again: ${deploys}`)];
      }
      if (policy === undefined) return [failed('vendor role', `there is no role ${role}`, `deploy again: ${deploys}`)];
      return [compareTrust('vendor role', { expected, found: policySentences(statementsIn(policy)) }, deploys)];
    },
    sync: async (configured) => {
      const deployed = await awsSource(configured);
      return {
        host: deployedHost(configured, 'aws', deployed),
        hasKey: deployed.hasKey,
        readKey: () => deployed.keys.read(),
        environment: deployed.environment,
        hasSchedules: true,
        report: (stop) => reportOf(reader, functionName(config.gateway, configured.name), stop),
      };
    },
    source: async (configured) => {
      const { name, source } = configured;
      const deployed = await awsSource(configured);
      return {
        host: deployedHost(configured, 'aws', deployed),
        hasKey: deployed.hasKey,
        readKey: () => deployed.keys.read(),
        environment: deployed.environment,
        publicUrl: async () => source.publicUrl ?? (await urlOf(name)).url,
        isOpen: !isPlatform,
        hasSchedules: true,
        rightToken: () =>
          rightToken(config, source, async () => source.publicUrl ?? (await urlOf(name)).url, undefined),
        trust: async () => {
          const { authType } = await urlOf(name);
          const expected = (await synthesized()).urls[name]!;
          const policy = await reader.functionPolicy(functionName(config.gateway, name));
          const found = policy === undefined ? [] : policySentences(statementsIn(policy));
          const auth = authType === expected.authType;
          return [
            auth
              ? ok('function URL', `asks for ${authWords(authType)}`)
              : failed(
                  'function URL',
                  `asks for ${authWords(authType)}, and not for ${authWords(expected.authType)}`,
                  `deploy again: ${deploys}`,
                ),
            compareTrust('may call', { expected: expected.permissions, found }, deploys),
          ];
        },
        report: (stop) => reportOf(reader, functionName(config.gateway, name), stop),
      };
    },
  };
};

const authWords = (authType: string): string =>
  authType === 'NONE' ? 'nothing: the handler looks at the token' : `a signature of AWS (${authType})`;

const statementsIn = (policy: string) => {
  try {
    return JSON.parse(policy).Statement;
  } catch {
    throw new NotKnown('the policy is no JSON');
  }
};

const reportOf = async (reader: AwsReader, name: string, stop: AbortSignal): Promise<SourceReport> => {
  const report = parsedReport(await reader.invoke(name, { job: 'report' }, stop));
  if (report) return report;
  throw new NotKnown('the function gives no report', `its handler is an older one, deploy again: ${deploys}`);
};
