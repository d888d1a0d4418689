import type { LogMatch } from '../alarms.ts';
import { jobsOf } from '../jobs-of.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { serviceName } from './service-name.ts';

type Subject = Pick<GatewayScope, 'config' | 'deployment' | 'sources'>;

/** Everything that the services of a gateway log, and what Cloud Run logs of them (docs.cloud.google.com/logging/docs/view/logging-query-language). */
export const servicesFilter = ({ config, deployment, sources }: Subject): string =>
  [
    'resource.type="cloud_run_revision"',
    `resource.labels.location="${deployment.region}"`,
    `resource.labels.service_name=${anyOf(sources.map(({ name }) => serviceName(config.gateway, name)))}`,
  ].join(' AND ');

/** The same, and what Cloud Scheduler logs of its calls. */
export const gatewayFilter = (gateway: Subject): string => {
  const { config, deployment, sources } = gateway;
  const scheduled = sources.filter(({ source }) => jobsOf(source).length > 0);
  if (scheduled.length === 0) return servicesFilter(gateway);
  const jobs = scheduled.map(({ name }) => `resource.labels.job_id:"${config.gateway}-${name}-"`).join(' OR ');
  const calls = `resource.type="cloud_scheduler_job" AND resource.labels.location="${deployment.region}" AND (${jobs})`;
  return `(${servicesFilter(gateway)}) OR (${calls})`;
};

/** Lines of the handler's log that match any one of these. */
export const eventsFilter = ({ config, deployment }: Subject, matches: readonly LogMatch[]): string =>
  [
    'resource.type="cloud_run_revision"',
    `resource.labels.location="${deployment.region}"`,
    `jsonPayload.gateway="${config.gateway}"`,
    `(${matches.map(matchFilter).join(' OR ')})`,
  ].join(' AND ');

const matchFilter = ({ event, where }: LogMatch): string =>
  where
    ? `(jsonPayload.event="${event}" AND jsonPayload.${where.field}=${anyOf(where.oneOf)})`
    : `jsonPayload.event="${event}"`;

const anyOf = (values: readonly string[]): string => `(${values.map((value) => `"${value}"`).join(' OR ')})`;
