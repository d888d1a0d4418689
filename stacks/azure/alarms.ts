import type { Construct } from 'constructs';
import { deadLetterAlarm, type LogAlarm, logAlarms } from '../alarms.ts';
import { jobsOf } from '../jobs-of.ts';
import { MonitorMetricAlert, MonitorScheduledQueryRulesAlertV2 } from './azurerm.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { hostMetricAlarms, severity, type WatchedApp } from './host-alarms.ts';
import { matchingLines } from './log-query.ts';

/** A source's name in a text that is for all of them. */
const anySource = '<source>';

/**
 * The alarms of a gateway, which all tell one action group.
 *
 * Those of the log cost $0.50 a month each, and $0.05 for each further source, at one look in 15 minutes (every 5 minutes: $1.50 and
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
  if (gateway.sources.some(({ source }) => jobsOf(source).length > 0)) lettersAlarm(scope, gateway, actionGroup);
};

/**
 * Where one line is enough, twice as much of the log is looked at as since the last look: lines come minutes late. An alarm that rings does
 * not ring again before it has ended, which it does by itself.
 */
const windowOf = ({ threshold, minutes }: LogAlarm): string =>
  threshold === 1 ? 'PT30M' : minutes <= 15 ? 'PT15M' : 'PT1H';

const logAlarm = (scope: Construct, gateway: BuiltGateway, alarm: LogAlarm, actionGroup: string): void => {
  const { config, deployment, resourceGroup, sources, tags, workspaceId } = gateway;
  const watched = sources.filter((known) => alarm.applies(known)).map(({ name }) => name);
  if (watched.length === 0) return;
  new MonitorScheduledQueryRulesAlertV2(scope, `Alarm-${alarm.name}`, {
    name: `${config.gateway}-${alarm.name}`,
    displayName: `${config.gateway}: ${alarm.title}`,
    description: `${alarm.says({ gateway: config.gateway, source: anySource })} The alert says which source it is.`,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    scopes: [workspaceId],
    severity,
    evaluationFrequency: 'PT15M',
    windowDuration: windowOf(alarm),
    autoMitigationEnabled: true,
    criteria: [
      {
        query: matchingLines(config.gateway, alarm.matches, watched),
        timeAggregationMethod: 'Count',
        operator: 'GreaterThanOrEqual',
        threshold: alarm.threshold,
        dimension: [{ name: 'source', operator: 'Include', values: ['*'] }],
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
