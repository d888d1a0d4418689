import type { Construct } from 'constructs';
import { deadLetterAlarm, type LogAlarm, logAlarms } from '../alarms.ts';
import { scheduledOf } from '../terraform/scheduled.ts';
import { type WatchedBy, watchedBy } from '../terraform/watched-by.ts';
import { MonitorMetricAlert, MonitorScheduledQueryRulesAlertV2 } from './azurerm.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { hostMetricAlarms, severity, type WatchedApp } from './host-alarms.ts';
import { jobName } from './job-name.ts';
import { matchingLines, silentJobs } from './log-query.ts';

/** The name of a source or a sync in a text that is for all of them. */
const anyOf = (kind: WatchedBy['kind']): string => (kind === 'sync' ? '<sync>' : '<source>');

/**
 * The alarms of a gateway, which all tell one action group.
 *
 * Those of the log cost $0.50 a month each, and $0.05 for each further source or sync, at one look in 15 minutes (every 5 minutes: $1.50 and
 * $0.15); those of a host's metrics $0.10 for each row of values, of which a source has three, and one for each job, and ten are free
 * (azure.microsoft.com/pricing/details/monitor, November 2026). So one rule is for all sources and rings for each by itself.
 *
 * @param actionGroup resource id
 */
export const gatewayAlarms = (
  scope: Construct,
  gateway: BuiltGateway,
  apps: readonly WatchedApp[],
  actionGroup: string,
): void => {
  for (const alarm of logAlarms) logAlarm(scope, gateway, alarm, actionGroup);
  for (const app of apps) hostMetricAlarms(scope, gateway, app, actionGroup);
  const jobs = scheduledOf(gateway).flatMap(({ name, jobs: own }) =>
    own.map((job) => jobName(gateway.config.gateway, name, job)),
  );
  if (jobs.length === 0) return;
  silenceAlarm(scope, gateway, jobs, actionGroup);
  lettersAlarm(scope, gateway, actionGroup);
};

/**
 * Where one line is enough, twice as much of the log is looked at as since the last look: lines come minutes late. An alarm that rings does
 * not ring again before it has ended, which it does by itself.
 */
export const windowOf = ({ threshold, minutes }: Pick<LogAlarm, 'threshold' | 'minutes'>): string =>
  threshold === 1 ? 'PT30M' : minutes <= 15 ? 'PT15M' : 'PT1H';

const logAlarm = (scope: Construct, gateway: BuiltGateway, alarm: LogAlarm, actionGroup: string): void => {
  const watched = watchedBy(gateway, alarm.applies);
  if (!watched) return;
  const { names, kind } = watched;
  logRule(scope, gateway, actionGroup, {
    name: alarm.name,
    title: alarm.title,
    says: alarm.says({ gateway: gateway.config.gateway, source: anyOf(kind), kind }),
    query: matchingLines(gateway.config.gateway, alarm.matches, names),
    by: 'source',
    threshold: alarm.threshold,
    evaluationFrequency: 'PT15M',
    windowDuration: windowOf(alarm),
  });
};

/** That a job did not run the handler says when it runs again. If its schedule stands still, nobody else does. */
const silenceAlarm = (scope: Construct, gateway: BuiltGateway, jobs: readonly string[], actionGroup: string): void => {
  logRule(scope, gateway, actionGroup, {
    name: 'job-silent',
    title: 'Jobs that are not started any more',
    says:
      `A job of gateway ${gateway.config.gateway} was not started for more than a day. See whether it is there, and what its runs say: ` +
      'az containerapp job execution list.',
    query: silentJobs(jobs),
    by: 'JobName',
    threshold: 1,
    evaluationFrequency: 'PT6H',
    windowDuration: 'P2D',
  });
};

/** What an alarm of the log is made from. */
export interface LogRule {
  readonly name: string;
  readonly title: string;
  readonly says: string;
  readonly query: string;
  /** The column by whose values it rings, each by itself. @default - for all together */
  readonly by?: 'source' | 'agent' | 'JobName';
  readonly threshold: number;
  readonly evaluationFrequency: string;
  readonly windowDuration: string;
}

/** An alarm that a query of the log rings. */
export const logRule = (
  scope: Construct,
  { config, deployment, resourceGroup, tags, workspaceId }: BuiltGateway,
  actionGroup: string,
  { name, title, says, query, by, threshold, ...times }: LogRule,
): void => {
  new MonitorScheduledQueryRulesAlertV2(scope, `Alarm-${name}`, {
    ...times,
    name: `${config.gateway}-${name}`,
    displayName: `${config.gateway}: ${title}`,
    description: by === undefined ? says : `${says} The alert says which one it is.`,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    scopes: [workspaceId],
    severity,
    autoMitigationEnabled: true,
    criteria: [
      {
        query,
        threshold,
        timeAggregationMethod: 'Count',
        operator: 'GreaterThanOrEqual',
        ...(by !== undefined && { dimension: [{ name: by, operator: 'Include', values: ['*'] }] }),
        failingPeriods: { minimumFailingPeriodsToTriggerAlert: 1, numberOfEvaluationPeriods: 1 },
      },
    ],
    // A new workspace has no table before the first line is in it.
    skipQueryValidation: true,
    action: { actionGroups: [actionGroup] },
    tags: { ...tags },
  });
};

/** Azure counts the messages of an account once an hour, and only the queue of dead letters is in this one. */
const lettersAlarm = (
  scope: Construct,
  { config, resourceGroup, storageAccount, tags }: BuiltGateway,
  actionGroup: string,
): void => {
  new MonitorMetricAlert(scope, `Alarm-${deadLetterAlarm.name}`, {
    name: `${config.gateway}-${deadLetterAlarm.name}`,
    description: deadLetterAlarm.says({ gateway: config.gateway }),
    resourceGroupName: resourceGroup.name,
    scopes: [`${storageAccount.id}/queueServices/default`],
    severity,
    frequency: 'PT1H',
    windowSize: 'PT6H',
    criteria: [
      {
        metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices',
        metricName: 'QueueMessageCount',
        aggregation: 'Average',
        operator: 'GreaterThan',
        threshold: 0,
      },
    ],
    action: [{ actionGroupId: actionGroup }],
    tags: { ...tags },
  });
};
