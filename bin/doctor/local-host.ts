import { sourceDocument } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { reportFromHere } from '../../lambda/jobs/report-from-here.ts';
import { openSource } from '../../lambda/open-source.ts';
import { localKeys } from '../../lambda/platform/local/local-keys.ts';
import { localKeyFolder } from '../../lambda/platform/local/local-platform.ts';
import { sourceHost } from '../source-host.ts';
import type { ExamineHost } from './examined-host.ts';
import { NotKnown, ok } from './line.ts';

/** The gateway that `npm start` serves on this machine. What a source finds out about itself, this process finds out. */
export const examineLocal: ExamineHost = async (_, { port }) => {
  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${origin}/.issuer`;
  return {
    name: 'local',
    where: 'on this machine',
    deploys: 'npm start',
    trust: async () => [ok('vendor', `the handler lets in tokens of the development issuer ${issuer}`)],
    sync: async (configured) => ({
      host: await sourceHost(configured, 'local'),
      hasKey: true,
      readKey: () => localKeys(localKeyFolder(configured.directory), configured.config.gateway).read(),
      environment: undefined,
      hasSchedules: false,
      report: async () => {
        throw new NotKnown(
          'is not tried here by itself',
          `see what a run would do: sallyport sync run ${configured.name} --dry-run`,
        );
      },
    }),
    source: async (configured) => {
      const { config, name, directory, source } = configured;
      const host = await sourceHost(configured, 'local');
      const { audience = 'gateway', claims = {}, urlClaim = 'gateway_url' } = config.vendor.identity.jwt ?? {};
      const url = `${origin}/${name}`;
      return {
        host,
        hasKey: true,
        readKey: () => localKeys(localKeyFolder(directory), config.gateway).read(),
        environment: undefined,
        publicUrl: async () => url,
        isOpen: true,
        hasSchedules: false,
        rightToken: async () => ({
          issuer,
          audience,
          claims: {
            sub: config.vendor.name,
            ...claims,
            ...source.claims,
            ...(urlClaim !== null && { [urlClaim]: url }),
          },
        }),
        trust: async () => [],
        report: (signal) => {
          // Without its hosts: here a source may name a stand-in for its API.
          const document = sourceDocument(config, name);
          const { platform } = host;
          const opened = openSource({ document, connector: runningConnector(source)!, platform, isLocal: true });
          return reportFromHere({ document, source: opened, platform, signal });
        },
      };
    },
  };
};
