import type { Construct } from 'constructs';
import { deadLetterAlarm, hostAlarms, logAlarms } from '../alarms.ts';
import { relayAlarms, unheardAlarm } from '../relay-alarms.ts';
import type { Metric } from './alarm.ts';
import { cloudwatch, core } from './cdk.ts';
import { functionName } from './function-name.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { relayMetric } from './relay-metrics.ts';
import { relayName } from './relay-queues.ts';
import { logMetric } from './source-metrics.ts';

/** One line of a graph as a dashboard's body has it. */
type Line = readonly (string | { readonly label: string })[];

interface Graph {
  readonly title: string;
  readonly stat: string;
  readonly lines: readonly Line[];
}

/** A dashboard is 24 columns wide; three graphs in a row, of six rows each. */
const [graphWidth, graphHeight, graphsInRow] = [8, 6, 3];

/**
 * The dashboard `<gateway>-gateway`: a graph for each thing to watch, a line for each source and sync. Three dashboards of up to 50 metrics are free in an account, each
 * other one costs $3 a month (aws.amazon.com/cloudwatch/pricing, November 2026).
 *
 * The body's structure: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const gatewayDashboard = (scope: Construct, gatewayScope: GatewayScope): void => {
  const { region } = core.Stack.of(scope);
  const { gateway } = gatewayScope.config;
  const widgets = graphsOf(gatewayScope).map(({ title, stat, lines }, index) => ({
    type: 'metric',
    x: (index % graphsInRow) * graphWidth,
    y: Math.floor(index / graphsInRow) * graphHeight,
    width: graphWidth,
    height: graphHeight,
    properties: { title, region, stat, period: 300, view: 'timeSeries', metrics: lines },
  }));
  new cloudwatch.CfnDashboard(scope, 'Dashboard', {
    dashboardName: `${gateway}-gateway`,
    dashboardBody: core.Stack.of(scope).toJsonString({ widgets }),
  });
};

const lineOf = ({ namespace, metricName, dimensions }: Metric, label: string): Line => [
  namespace,
  metricName,
  ...Object.entries(dimensions).flat(),
  { label },
];

const graphsOf = ({ config, sources, syncs, scheduler, relay }: GatewayScope): readonly Graph[] => {
  const { gateway } = config;
  const watched = [...sources, ...syncs];
  const functions = [...watched.map(({ name }) => name), ...(relay ? [relayName] : [])];
  const ofLambda = (title: string, metricName: string, stat: string): Graph => ({
    title,
    stat,
    lines: functions.map((name) => [
      'AWS/Lambda',
      metricName,
      'FunctionName',
      functionName(gateway, name),
      { label: name },
    ]),
  });
  const counted = logAlarms.map((alarm) => {
    const lines = watched
      .filter((each) => alarm.applies(each))
      .map(({ name }) => lineOf(logMetric(alarm, { gateway, source: name }), name));
    return { title: alarm.title, stat: 'Sum', lines };
  });
  const ofJobs: readonly Graph[] = scheduler
    ? [
        {
          title: deadLetterAlarm.title,
          stat: 'Maximum',
          lines: [['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', scheduler.deadLetters.name]],
        },
        {
          title: 'Jobs that could not be started',
          stat: 'Sum',
          lines: [['AWS/Scheduler', 'InvocationDroppedCount', 'ScheduleGroup', scheduler.groupName]],
        },
      ]
    : [];
  const ofAgents: readonly Graph[] = relay
    ? [
        ...[unheardAlarm, ...relayAlarms].map((alarm) => ({
          title: alarm.title,
          stat: 'Sum',
          lines: [lineOf(relayMetric(alarm, gateway), relayName)],
        })),
        {
          title: 'Seconds that a request has waited for its agent',
          stat: 'Maximum',
          lines: relay.queues.map(({ name }, index) => [
            'AWS/SQS',
            'ApproximateAgeOfOldestMessage',
            'QueueName',
            name,
            { label: `${index + 1}` },
          ]),
        },
      ]
    : [];
  return [
    ofLambda('Calls', 'Invocations', 'Sum'),
    ofLambda('Milliseconds', 'Duration', 'p90'),
    ofLambda('At once', 'ConcurrentExecutions', 'Maximum'),
    ofLambda(hostAlarms.crashes.title, 'Errors', 'Sum'),
    ofLambda(hostAlarms.throttles.title, 'Throttles', 'Sum'),
    ...counted.filter(({ lines }) => lines.length > 0),
    ...ofAgents,
    ...ofJobs,
  ];
};
