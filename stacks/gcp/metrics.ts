import type { LoggingMetric } from '@cdktf/provider-google/lib/logging-metric/index.js';
import type { Construct } from 'constructs';
import { type Alarm, type AlarmSubject, hostAlarms, type LogAlarm, logAlarms } from '../alarms.ts';
import { watchedBy } from '../terraform/watched-by.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { LoggingMetric as Metric } from './google.ts';
import { eventsFilter, schedulesFilter, sourcesFilter } from './log-filter.ts';

/** A count of log entries, by source or sync unless it is of the relay, and the alarm that it is for. */
export interface SourceMetric {
  readonly alarm: Alarm<AlarmSubject>;
  readonly metric: LoggingMetric;
  /** What is counted is said of one of these. */
  readonly resource: 'cloud_run_revision' | 'cloud_scheduler_job';
  /** The label that tells sources and syncs apart, as filters and texts of Cloud Monitoring write it. */
  readonly by?: 'metric.label.source' | 'resource.label.service_name' | 'resource.label.job_id';
  /** What has that label, for a text. @default - it does not matter */
  readonly kind?: AlarmSubject['kind'];
}

/** Cloud Scheduler has no queue of dead letters: that a job could not be woken up is in its log alone. */
const unreached: Alarm<AlarmSubject> = {
  name: 'job-unreached',
  title: 'Jobs that could not be started',
  says: ({ gateway, source }) =>
    `Cloud Scheduler was turned away when it called gateway ${gateway} for ${source}. Its log says how: see whether the service stands, and ` +
    "lets in the gateway's scheduler. terraform apply puts both right.",
  threshold: 1,
  minutes: 5,
};

/**
 * Counts what the log says, for all sources and syncs at once, each alarm's lines in a metric of its own: `logging.googleapis.com/user/<gateway>-<alarm>`.
 * Lines that no bucket keeps count too (docs.cloud.google.com/logging/docs/logs-based-metrics).
 *
 * A metric of a source has a few hundred kilobytes a month, and only while something is counted; 150 MiB a billing account are free
 * (cloud.google.com/stackdriver/pricing, November 2026).
 */
export const sourceMetrics = (scope: Construct, gateway: GatewayScope): readonly SourceMetric[] => [
  ...logAlarms.flatMap((alarm) => logMetric(scope, gateway, alarm)),
  ...(['crashes', 'throttles'] as const).map((name) => hostMetric(scope, gateway, name)),
  ...scheduleMetrics(scope, gateway),
];

/** @returns nothing for an alarm that is for nothing here */
const logMetric = (scope: Construct, gateway: GatewayScope, alarm: LogAlarm): readonly SourceMetric[] => {
  const watched = watchedBy(gateway, alarm.applies);
  if (!watched) return [];
  const metric = count(scope, gateway, alarm, {
    filter: eventsFilter(gateway, alarm.matches),
    metricDescriptor: { ...descriptor(alarm), labels: [{ key: 'source', valueType: 'STRING' }] },
    labelExtractors: { source: 'EXTRACT(jsonPayload.source)' },
  });
  return [{ alarm, metric, resource: 'cloud_run_revision', by: 'metric.label.source', kind: watched.kind }];
};

/**
 * What Cloud Run itself says. Its metrics count answers by their status, and the handler gives 5xx and 429 too, of the source for
 * example; but only what it had no instance for has a text in the log of requests, and only what ended is an error in the log of the system
 * (docs.cloud.google.com/run/docs/troubleshooting).
 */
export const hostFilter = ({ deployment }: GatewayScope, services: string, name: keyof typeof hostAlarms): string => {
  const log = (id: string): string => `logName="projects/${deployment.project}/logs/run.googleapis.com%2F${id}"`;
  const said = {
    crashes: `${log('varlog%2Fsystem')} AND severity>=ERROR`,
    throttles: `${log('requests')} AND textPayload:"no available instance"`,
  };
  return `${services} AND ${said[name]}`;
};

const hostMetric = (scope: Construct, gateway: GatewayScope, name: keyof typeof hostAlarms): SourceMetric => {
  const alarm = hostAlarms[name];
  return {
    alarm,
    metric: countMetric(scope, gateway, alarm, hostFilter(gateway, sourcesFilter(gateway), name)),
    resource: 'cloud_run_revision',
    by: 'resource.label.service_name',
    kind: watchedBy(gateway)?.kind,
  };
};

/** UNAVAILABLE is how the handler has a run that failed tried again; whether it is given up it says itself. */
const scheduleMetrics = (scope: Construct, gateway: GatewayScope): readonly SourceMetric[] => {
  const called = schedulesFilter(gateway);
  if (called === undefined) return [];
  const filter = `${called} AND severity>=ERROR AND NOT jsonPayload.status="UNAVAILABLE"`;
  const metric = countMetric(scope, gateway, unreached, filter);
  return [{ alarm: unreached, metric, resource: 'cloud_scheduler_job', by: 'resource.label.job_id' }];
};

/** Counts what a filter finds, under the name of an alarm. */
export const countMetric = (scope: Construct, gateway: GatewayScope, alarm: Named, filter: string): LoggingMetric =>
  count(scope, gateway, alarm, { filter, metricDescriptor: descriptor(alarm) });

/** What a metric has of an alarm. */
type Named = Pick<Alarm<AlarmSubject>, 'name' | 'title'>;

const descriptor = ({ title }: Named) => ({
  metricKind: 'DELTA',
  valueType: 'INT64',
  unit: '1',
  displayName: title,
});

type MetricProps = Omit<ConstructorParameters<typeof Metric>[2], 'name' | 'description' | 'dependsOn'>;

const count = (scope: Construct, { config, api }: GatewayScope, alarm: Named, rest: MetricProps) =>
  new Metric(scope, `Metric-${alarm.name}`, {
    name: `${config.gateway}-${alarm.name}`,
    description: `${alarm.title}, of gateway ${config.gateway}`,
    ...rest,
    dependsOn: [api('logging')],
  });
