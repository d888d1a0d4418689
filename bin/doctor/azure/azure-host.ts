import { jobName } from '../../../stacks/azure/job-name.ts';
import { azureNames } from '../../../stacks/azure/names.ts';
import { vendorIdentityName } from '../../../stacks/azure/vendor-credentials.ts';
import { jobsOf, jobsOfSync } from '../../../stacks/jobs-of.ts';
import { azureOperator, findOnAzure } from '../../deployed/azure-source.ts';
import { deployedHost } from '../../source-host.ts';
import { callerSentences, callersIn } from '../caller-sentences.ts';
import { compareTrust } from '../compare-trust.ts';
import type { ExamineHost } from '../examined-host.ts';
import { failed, type Line, NotKnown, ok } from '../line.ts';
import { bearerSentences, rightToken } from '../vendor-token.ts';
import { firstCaller } from '../wrong-token.ts';
import { type AppDoor, azureReader } from './azure-reader.ts';
import { applicationOf, credentialSentences, expectedCallers, expectedCredentials } from './expected-trust.ts';

/** A gateway on Azure, with the sign-in of `az` on this machine. */
export const examineAzure: ExamineHost = async (sources) => {
  const { config } = sources[0]!;
  const operator = azureOperator({ config });
  const deployment = config.deploy.azure!;
  const { tenantId, location } = deployment;
  const names = azureNames(config.gateway, deployment);
  const reader = azureReader(operator.management, config.gateway, deployment);
  const deploys = `npx cdktf synth, and terraform apply in cdktf.out/stacks/${config.gateway}-azure`;
  const isPlatform = config.vendor.profile === 'platform';
  const credentials = expectedCredentials(config);
  const identityOf = (id: (typeof credentials)[number]['id']): string => vendorIdentityName(config.gateway, id);
  let asked: Promise<ReadonlyMap<string, string>> | undefined;
  const principals = (): Promise<ReadonlyMap<string, string>> => {
    asked ??= Promise.all(
      credentials.map(async ({ id }) => [id, (await reader.principal(identityOf(id))) ?? 'nobody'] as const),
    ).then((all) => new Map(all));
    return asked;
  };

  const doorLine = ({ isExternal, allowsPlainHttp }: AppDoor): Line => {
    if (isExternal && !allowsPlainHttp)
      return ok('ingress', 'from outside, by HTTPS alone: the handler looks at the token');
    const found = isExternal ? 'takes calls without TLS' : 'the vendor can not reach it from outside';
    return failed('ingress', found, `deploy again: ${deploys}`);
  };

  return {
    name: 'azure',
    where: `on Azure (${location})`,
    deploys,
    trust: async () => {
      if (!isPlatform) return [ok('vendor', bearerSentences(config).join('; '))];
      if (credentials.length === 0) return [ok('vendor', 'has an identity of Entra: none is exchanged')];
      return Promise.all(
        credentials.map(async ({ id, credential }) => {
          const name = identityOf(id);
          const found = credentialSentences(await reader.credentials(name));
          return compareTrust(`identity ${name}`, { expected: credentialSentences([credential]), found }, deploys);
        }),
      );
    },
    sync: async (configured) => {
      const { name, sync } = configured;
      const deployed = await findOnAzure(configured, operator);
      return {
        host: deployedHost(configured, 'azure', deployed),
        hasKey: deployed.hasKey,
        readKey: () => deployed.keys.read(),
        environment: deployed.environment,
        hasSchedules: true,
        // Every sync has one that goes on with what is left.
        report: (stop) => reader.report(jobName(config.gateway, name, jobsOfSync(sync).at(-1)!), deployed.state, stop),
      };
    },
    source: async (configured) => {
      const { name, source } = configured;
      const deployed = await findOnAzure(configured, operator);
      const { environment } = deployed;
      const url = environment['SALLYPORT_PUBLIC_URL'];
      const publicUrl = async (): Promise<string> => {
        if (url !== undefined) return url;
        throw new NotKnown('the app does not say where it is called', `deploy again: ${deploys}`);
      };
      const [job] = jobsOf(source);
      return {
        host: deployedHost(configured, 'azure', deployed),
        hasKey: deployed.hasKey,
        readKey: () => deployed.keys.read(),
        environment,
        publicUrl,
        isOpen: true,
        hasSchedules: true,
        rightToken: () => rightToken(config, source, publicUrl, firstCaller(environment['SALLYPORT_CALLERS'])),
        trust: async () => {
          const door = doorLine(await reader.door(names.app(name)));
          const callers = callersIn(environment['SALLYPORT_CALLERS']);
          if (!isPlatform && callers.length === 0) return [door];
          const known = { principals: await principals(), application: applicationOf(callers, tenantId) };
          const expected = callerSentences(expectedCallers(config, tenantId, known));
          return [door, compareTrust('may call', { expected, found: callerSentences(callers) }, deploys)];
        },
        report: async (stop) => {
          if (job) return reader.report(jobName(config.gateway, name, job), deployed.state, stop);
          const example = 'check: { cron: "0 * * * *", timeZone: Europe/Brussels }';
          throw new NotKnown('there is no job that could be started', `add check to ${name}, for example ${example}`);
        },
      };
    },
  };
};
