import { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { jobsOfSync } from '../jobs-of.ts';
import { hasUrl, type KnownSync } from '../known-syncs.ts';
import type { SourceArchive } from '../server/archive.ts';
import { appIdentity } from './app-identity.ts';
import { appRun } from './app-run.ts';
import { containerApp } from './container-app.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import type { WatchedApp } from './host-alarms.ts';
import { jobName } from './job-name.ts';
import { grant } from './permissions.ts';
import type { RelayPlaces } from './relay-places.ts';
import { containerAppJobs, type DeadLetters } from './schedules.ts';
import type { SourcePlaces } from './source-places.ts';
import { syncPlaces } from './sync-places.ts';
import type { SyncRoles } from './sync-roles.ts';
import { syncTags } from './tags.ts';

/** What one sync is made from. */
export interface SyncProps {
  readonly known: KnownSync;
  readonly package: SourceArchive;
  readonly digests: Digests;
  /** Where it is called, if anybody calls it. */
  readonly url: string;
  readonly key: GatewayKey;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
  /** What its source has. */
  readonly source: Pick<SourcePlaces, 'secret' | 'state'>;
  readonly deadLetters: DeadLetters;
  readonly roles: SyncRoles;
}

/** A sync that was made. */
export interface BuiltSync {
  readonly run: AppRun;
  readonly watched: WatchedApp;
}

/**
 * Everything of one sync, and only of it: identity, app, jobs, package, vaults and state, below a construct of its name. Everyone may call the app if anybody
 * does, for each call is proved to the handler; otherwise it has no way in.
 */
export const buildSync = (stack: Construct, gateway: BuiltGateway, props: SyncProps): BuiltSync => {
  const { known, url, digests, deadLetters, roles } = props;
  const { name, sync } = known;
  const scope = new Construct(stack, name);
  const tags = syncTags(gateway.config, name);
  const identity = appIdentity(scope, gateway, name, tags);
  const places = syncPlaces(scope, gateway, { ...props, identity, signingKeeper: roles.signingKeeper });
  const jobs = jobsOfSync(sync);
  const run = appRun(scope, gateway, {
    identity,
    url,
    environment: {
      ...Object.assign({}, ...places.map(({ environment }) => environment)),
      ...digests,
      SALLYPORT_WAKE: resumeId(gateway, name),
      SALLYPORT_DEAD_LETTERS: deadLetters.url,
    },
    tags,
    dependsOn: places.flatMap(({ dependsOn }) => dependsOn),
  });
  const appId = containerApp(scope, gateway, { name, run, isCalled: hasUrl(known) });
  const jobIds = containerAppJobs(scope, gateway, { name, jobs, run }, deadLetters);
  const resume = jobs.findIndex((job) => job.name === 'resume');
  grant(scope, 'ResumeRole', roles.jobStarter, jobIds[resume]!, identity);
  return { run, watched: { name, kind: 'sync', appId, jobIds } };
};

/** What the job's resource id will be: app and job are told it before there is a job. */
const resumeId = ({ config, resourceGroup }: BuiltGateway, name: string): string =>
  `${resourceGroup.id}/providers/Microsoft.App/jobs/${jobName(config.gateway, name, { name: 'resume' })}`;
