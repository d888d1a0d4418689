import { publicUrl } from '../../../stacks/gcp/public-url.ts';
import { serviceName } from '../../../stacks/gcp/service-name.ts';
import { jobsOf } from '../../../stacks/jobs-of.ts';
import { findOnGcp, gcpOperator } from '../../deployed/gcp-source.ts';
import { deployedHost } from '../../source-host.ts';
import { callerSentences, callersIn } from '../caller-sentences.ts';
import { compareTrust } from '../compare-trust.ts';
import type { ExamineHost } from '../examined-host.ts';
import { failed, type Line, NotKnown, ok } from '../line.ts';
import { bearerSentences, rightToken } from '../vendor-token.ts';
import { firstCaller } from '../wrong-token.ts';
import {
  bindingSentences,
  expectedAudiences,
  expectedCallers,
  expectedInvokers,
  expectedProviders,
  expectedScheduler,
  expectedTokenCreators,
  isFederated,
  providerSentences,
  schedulerAccount,
  vendorAccount,
  vendorPool,
} from './expected-trust.ts';
import { gcpReader, type ServiceDoor } from './gcp-reader.ts';

/** A gateway on Google Cloud, with the sign-in of `gcloud` on this machine. */
export const examineGcp: ExamineHost = async (sources) => {
  const { config } = sources[0]!;
  const client = await gcpOperator({ config });
  const deployment = config.deploy.gcp!;
  const { project, region } = deployment;
  const reader = gcpReader(client, deployment);
  const deploys = `npx cdktf synth, and terraform apply in cdktf.out/stacks/${config.gateway}-gcp`;
  const isPlatform = config.vendor.profile === 'platform';
  const vendor = vendorAccount(config, deployment);
  const scheduler = schedulerAccount(config, deployment);

  const doorLine = (door: ServiceDoor): Line => {
    const words = door.isOpen
      ? 'Cloud Run lets in everybody: the handler looks at the token'
      : 'Cloud Run lets in whom it knows';
    if (door.isOpen === !isPlatform) return ok('Cloud Run', words);
    return failed('Cloud Run', `${words}; the configuration says the opposite`, `deploy again: ${deploys}`);
  };

  return {
    name: 'gcp',
    where: `on Google Cloud (${region})`,
    deploys,
    trust: async () => {
      if (!isPlatform) return [ok('vendor', bearerSentences(config).join('; '))];
      if (!isFederated(config)) return [ok('vendor', 'has a service account of its own: there is no pool')];
      const providers = (await reader.providers(vendorPool(config, deployment))) ?? [];
      const bindings = (await reader.accountBindings(vendor)) ?? [];
      return [
        compareTrust(
          'vendor pool',
          { expected: providerSentences(expectedProviders(config)), found: providerSentences(providers) },
          deploys,
        ),
        compareTrust(
          'vendor account',
          {
            expected: bindingSentences(expectedTokenCreators(config, deployment)),
            found: bindingSentences(bindings),
          },
          deploys,
        ),
      ];
    },
    sync: async (configured) => {
      const { name } = configured;
      const deployed = await findOnGcp(configured, client);
      return {
        host: deployedHost(configured, 'gcp', deployed),
        hasKey: deployed.hasKey,
        readKey: () => deployed.keys.read(),
        environment: deployed.environment,
        hasSchedules: true,
        report: (stop) =>
          reader.report(scheduler, publicUrl({ gateway: config.gateway, name, source: {}, deployment }), stop),
      };
    },
    source: async (configured) => {
      const { name, source } = configured;
      const deployed = await findOnGcp(configured, client);
      const { environment } = deployed;
      const service = `projects/${project}/locations/${region}/services/${serviceName(config.gateway, name)}`;
      const url = publicUrl({ gateway: config.gateway, name, source, deployment });
      const hasJobs = jobsOf(source).length > 0;
      return {
        host: deployedHost(configured, 'gcp', deployed),
        hasKey: deployed.hasKey,
        readKey: () => deployed.keys.read(),
        environment,
        publicUrl: async () => url,
        isOpen: !isPlatform,
        hasSchedules: true,
        rightToken: () => rightToken(config, source, async () => url, firstCaller(environment['SALLYPORT_CALLERS'])),
        trust: async () => {
          const door = await reader.door(service);
          const vendorId = isFederated(config) ? await reader.accountId(vendor) : undefined;
          const schedulerId = hasJobs ? await reader.accountId(scheduler) : undefined;
          const found = bindingSentences(await reader.invokers(service));
          const expected = bindingSentences(expectedInvokers(config, deployment, name));
          const callers = callersIn(environment['SALLYPORT_CALLERS']);
          const starters = callersIn(environment['SALLYPORT_SCHEDULER']);
          return [
            doorLine(door),
            compareTrust('may call', { expected, found }, deploys),
            ...(isPlatform
              ? [
                  compareTrust(
                    'audiences',
                    { expected: expectedAudiences(config, deployment, name), found: door.audiences },
                    deploys,
                  ),
                  compareTrust(
                    'handler lets in',
                    {
                      expected: callerSentences(expectedCallers(config, deployment, name, vendorId)),
                      found: callerSentences(callers),
                    },
                    deploys,
                  ),
                ]
              : []),
            ...(hasJobs || starters.length > 0
              ? [
                  compareTrust(
                    'starts jobs',
                    {
                      expected: callerSentences(expectedScheduler(config, deployment, name, schedulerId)),
                      found: callerSentences(starters),
                    },
                    deploys,
                  ),
                ]
              : []),
          ];
        },
        report: async (stop) => {
          if (hasJobs)
            return reader.report(scheduler, publicUrl({ gateway: config.gateway, name, source: {}, deployment }), stop);
          throw new NotKnown(
            'nothing starts jobs of this source',
            `add check to ${name}, for example check: { cron: "0 * * * *", timeZone: Europe/Brussels }`,
          );
        },
      };
    },
  };
};
