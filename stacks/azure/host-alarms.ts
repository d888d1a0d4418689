import type { Construct } from 'constructs';
import { type Alarm, type AlarmSubject, hostAlarms } from '../alarms.ts';
import { type RelaySubject, relayHostAlarms } from '../relay-alarms.ts';
import type { Scheduled } from '../terraform/scheduled.ts';
import { MonitorMetricAlert } from './azurerm.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { sourceTags, syncTags } from './tags.ts';

/** A source or a sync, and what runs for it. */
export interface WatchedApp extends Pick<Scheduled, 'name' | 'kind'> {
  /** Resource id of the container app. */
  readonly appId: string;
  /** Resource ids of its jobs. */
  readonly jobIds: readonly string[];
}

/** Of five, from 0 (critical) to 4: error. */
export const severity = 1;

interface HostRule {
  readonly alarm: Pick<Alarm<never>, 'threshold'>;
  /** Part of the rule's name. */
  readonly name: string;
  /** Resource id of what is watched, and its type. */
  readonly watched: string;
  readonly metricNamespace: 'Microsoft.App/containerApps' | 'Microsoft.App/jobs';
  readonly metricName: string;
  readonly aggregation: 'Maximum' | 'Total';
  readonly dimension?: readonly { readonly name: string; readonly operator: 'Include'; readonly values: string[] }[];
}

const including = (name: string, values: string[]) => [{ name, operator: 'Include', values }] as const;

/**
 * What the handler can not tell of itself (learn.microsoft.com/azure/azure-monitor/reference/supported-metrics, …/microsoft-app-containerapps-metrics
 * and …/microsoft-app-jobs-metrics).
 *
 * A restart counts as long as its container is there. For want of room the platform answers 503 and 429, which the handler does too when it
 * has none.
 */
const appRules = <Named extends Alarm<AlarmSubject> | Alarm<RelaySubject>>(
  appId: string,
  { crashes, throttles }: Readonly<Record<'crashes' | 'throttles', Named>>,
): readonly (HostRule & { readonly alarm: Named })[] => {
  const app = { watched: appId, metricNamespace: 'Microsoft.App/containerApps' } as const;
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
  ];
};

/** A run that fails three times ends well, for the handler has given it up and said so: one that ends badly never came that far. */
const jobRule = (watched: string, index: number) =>
  ({
    watched,
    alarm: hostAlarms.crashes,
    name: `${hostAlarms.crashes.name}-job-${index + 1}`,
    metricNamespace: 'Microsoft.App/jobs',
    metricName: 'Executions',
    aggregation: 'Total',
    dimension: including('state', ['Failed']),
  }) as const;

/** The alarms of one source, or of one sync, that the platform's own metrics ring. */
export const hostMetricAlarms = (
  scope: Construct,
  gateway: BuiltGateway,
  { name: source, kind, appId, jobIds }: WatchedApp,
  actionGroup: string,
): void => {
  for (const rule of [...appRules(appId, hostAlarms), ...jobIds.map(jobRule)]) {
    hostAlarm(scope, gateway, actionGroup, {
      rule,
      id: `Alarm-${rule.name}-${source}`,
      name: `${source}-${rule.name}`,
      says: rule.alarm.says({ gateway: gateway.config.gateway, source, kind }),
      tags: kind === 'sync' ? syncTags(gateway.config, source) : sourceTags(gateway.config, source),
    });
  }
};

/** The same of the relay's app. */
export const relayMetricAlarms = (
  scope: Construct,
  gateway: BuiltGateway,
  appId: string,
  actionGroup: string,
): void => {
  for (const rule of appRules(appId, relayHostAlarms)) {
    hostAlarm(scope, gateway, actionGroup, {
      rule,
      id: `Alarm-${rule.name}`,
      name: rule.name,
      says: rule.alarm.says({ gateway: gateway.config.gateway }),
      tags: { ...gateway.tags },
    });
  }
};

interface HostAlarmProps {
  readonly rule: HostRule;
  readonly id: string;
  /** After the gateway's. */
  readonly name: string;
  readonly says: string;
  readonly tags: Record<string, string>;
}

const hostAlarm = (
  scope: Construct,
  { config, resourceGroup }: BuiltGateway,
  actionGroup: string,
  { rule, id, name, says, tags }: HostAlarmProps,
): void => {
  const { alarm, name: _, watched, dimension, ...criterion } = rule;
  new MonitorMetricAlert(scope, id, {
    name: `${config.gateway}-${name}`,
    description: says,
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
    tags,
  });
};
