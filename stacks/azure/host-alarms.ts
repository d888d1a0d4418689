import type { Construct } from 'constructs';
import { type Alarm, type AlarmSubject, hostAlarms } from '../alarms.ts';
import { MonitorMetricAlert } from './azurerm.ts';
import type { BuiltGateway, SourceRun } from './gateway-scope.ts';
import { sourceTags } from './tags.ts';

/** A source, and what runs for it. */
export interface WatchedApp {
  readonly known: SourceRun['known'];
  /** Resource id of the container app. */
  readonly appId: string;
  /** Resource ids of the source's jobs. */
  readonly jobIds: readonly string[];
}

/** Of five, from 0 (critical) to 4: error. */
export const severity = 1;

interface HostRule {
  readonly alarm: Alarm<AlarmSubject>;
  /** Part of the rule's name. */
  readonly name: string;
  /** Resource id of what is watched, and its type. */
  readonly watched: string;
  readonly metricNamespace: 'Microsoft.App/containerApps' | 'Microsoft.App/jobs';
  readonly metricName: string;
  readonly aggregation: 'Maximum' | 'Total';
  readonly dimension?: readonly { readonly name: string; readonly operator: 'Include'; readonly values: string[] }[];
}

/**
 * What the handler can not tell of itself (learn.microsoft.com/azure/azure-monitor/reference/supported-metrics, …/microsoft-app-containerapps-metrics
 * and …/microsoft-app-jobs-metrics).
 *
 * A restart counts as long as its container is there. For want of room the platform answers 503 and 429, which the handler does too when it
 * has none. A run that fails three times ends well, for the handler has given it up and said so: one that ends badly never came that far.
 */
const hostRules = ({ appId, jobIds }: WatchedApp): readonly HostRule[] => {
  const { crashes, throttles } = hostAlarms;
  const app = { watched: appId, metricNamespace: 'Microsoft.App/containerApps' } as const;
  const including = (name: string, values: string[]) => [{ name, operator: 'Include', values }] as const;
  return [
    { ...app, alarm: crashes, name: crashes.name, metricName: 'RestartCount', aggregation: 'Maximum' },
    {
      ...app,
      alarm: throttles,
      name: throttles.name,
      metricName: 'Requests',
      aggregation: 'Total',
      dimension: including('statusCode', ['429', '503']),
    },
    ...jobIds.map(
      (watched, index): HostRule => ({
        watched,
        alarm: crashes,
        name: `${crashes.name}-job-${index + 1}`,
        metricNamespace: 'Microsoft.App/jobs',
        metricName: 'Executions',
        aggregation: 'Total',
        dimension: including('state', ['Failed']),
      }),
    ),
  ];
};

/** The alarms of one source that the platform's own metrics ring. */
export const hostMetricAlarms = (
  scope: Construct,
  { config, resourceGroup }: BuiltGateway,
  app: WatchedApp,
  actionGroup: string,
): void => {
  const source = app.known.name;
  for (const { alarm, name, watched, dimension, ...criterion } of hostRules(app)) {
    new MonitorMetricAlert(scope, `Alarm-${name}-${source}`, {
      name: `${config.gateway}-${source}-${name}`,
      description: alarm.says({ gateway: config.gateway, source }),
      resourceGroupName: resourceGroup.name,
      scopes: [watched],
      severity,
      frequency: 'PT5M',
      windowSize: 'PT15M',
      criteria: [
        {
          ...criterion,
          operator: 'GreaterThanOrEqual',
          threshold: alarm.threshold,
          ...(dimension && { dimension: [...dimension] }),
        },
      ],
      action: [{ actionGroupId: actionGroup }],
      tags: sourceTags(config, source),
    });
  }
};
