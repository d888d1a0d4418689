import type { LogMatch } from '../alarms.ts';
import { scheduledOf } from '../terraform/scheduled.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { relayName } from './relay-name.ts';
import { schedulesOf } from './schedules-of.ts';
import { serviceName } from './service-name.ts';

type Subject = Pick<GatewayScope, 'config' | 'deployment' | 'sources' | 'syncs'>;

/** Everything that the services of a gateway log, and what Cloud Run logs of them (docs.cloud.google.com/logging/docs/view/logging-query-language). */
export const servicesFilter = (gateway: Subject): string =>
  namedFilter(gateway, [...namesOf(gateway), ...(gateway.config.relay ? [relayName] : [])]);

/** The same of the services of its sources and syncs alone. */
export const sourcesFilter = (gateway: Subject): string => namedFilter(gateway, namesOf(gateway));

/** The same of the relay's service alone. */
export const relayFilter = (gateway: Subject): string => namedFilter(gateway, [relayName]);

const namesOf = ({ sources, syncs }: Subject): readonly string[] => [...sources, ...syncs].map(({ name }) => name);

const namedFilter = ({ config, deployment }: Subject, names: readonly string[]): string =>
  [
    'resource.type="cloud_run_revision"',
    `resource.labels.location="${deployment.region}"`,
    `resource.labels.service_name=${anyOf(names.map((name) => serviceName(config.gateway, name)))}`,
  ].join(' AND ');

/** What Cloud Scheduler logs of its calls to a gateway; `undefined` if it has no job. */
export const schedulesFilter = (gateway: Subject): string | undefined => {
  const ids = scheduledOf(gateway)
    .flatMap((scheduled) => schedulesOf(gateway, scheduled))
    .map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return [
    'resource.type="cloud_scheduler_job"',
    `resource.labels.location="${gateway.deployment.region}"`,
    `resource.labels.job_id=${anyOf(ids)}`,
  ].join(' AND ');
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
