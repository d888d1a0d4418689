import { describe, expect, test } from 'vitest';
import { logAlarmsOf } from '../../../stacks/alarms.ts';
import { knownSources } from '../../../stacks/known-sources.ts';
import { testConnector } from './configurations.ts';
import { alarmTopic, edge, edges } from './edges.ts';
import { resources, synthesize, type Template } from './synthesize.ts';

const config = edges['schedules with alarms and a dashboard']!;
const gateway = edge('schedules with alarms and a dashboard');
const known = knownSources(config, [testConnector]);

const alarmsOf = (template: Template) =>
  resources(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

/** A filter as CloudWatch reads it: comparisons of fields with strings, joined by && and ||, in parentheses. */
const counts = (pattern: string, line: Readonly<Record<string, string>>): boolean => {
  const [, expression = ''] = /^\{ (.*) \}$/.exec(pattern) ?? [];
  const judged = expression.replaceAll(/\$\.(\w+) = "([^"]*)"/g, (_, field, value) => String(line[field] === value));
  if (!/^[()&| a-z]+$/.test(judged)) throw new Error(`no pattern of ours: ${pattern}`);
  return Function(`return ${judged}`)();
};

describe.each(known)('source $name', (source) => {
  const { name } = source;
  const template = gateway.sources[name]!;

  test('has a metric and an alarm for each that applies to it, and those of Lambda itself', () => {
    const applying = logAlarmsOf(source);
    const metrics = resources(template, 'AWS::Logs::MetricFilter').map(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName,
    );
    expect(metrics).toEqual(applying.map(({ metric }) => metric));
    expect(alarmsOf(template).map(({ AlarmName }) => AlarmName)).toEqual(
      [...applying.map((alarm) => alarm.name), 'crashes', 'throttles'].map((alarm) => `acme-${name}-${alarm}`),
    );
  });

  test('has alarms that tell the topic what to do, and are silent while nothing is counted', () => {
    for (const alarm of alarmsOf(template)) {
      expect(alarm).toMatchObject({ AlarmActions: [alarmTopic], TreatMissingData: 'notBreaching', Statistic: 'Sum' });
      expect(alarm.AlarmDescription).toMatch(new RegExp(`source ${name}\\b`, 'i'));
      // docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
      expect(alarm.Dimensions.map(({ Value }: { Value: string }) => Value)).toEqual(
        alarm.Namespace === 'Sallyport' ? ['acme', name] : [`acme-${name}`],
      );
    }
  });
});

describe('a metric', () => {
  const filters = resources(gateway.sources.mail!, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
  const counting = (line: Readonly<Record<string, string>>): readonly string[] =>
    filters
      .filter(({ FilterPattern }) => counts(FilterPattern, line))
      .map(({ MetricTransformations }) => MetricTransformations[0].MetricName);

  test.each([
    [{ event: 'gateway.failed' }, ['Errors']],
    [{ event: 'import.ended', outcome: 'failed' }, ['Errors']],
    [{ event: 'import.ended', outcome: 'failed', code: 'source-throttled' }, ['Errors', 'SourceThrottled']],
    [{ event: 'import.ended', outcome: 'complete' }, []],
    [{ event: 'import.refused', code: 'source-throttled' }, ['SourceThrottled']],
    [{ event: 'import.refused', code: 'cursor-invalid' }, []],
    [{ event: 'proxy.ended', outcome: 'internal' }, ['Errors']],
    [{ event: 'proxy.ended', outcome: 'failed', code: 'source-failed' }, ['CallsFailed']],
    [{ event: 'proxy.ended', outcome: 'complete' }, []],
    [{ event: 'proxy.refused', outcome: 'refused' }, []],
    [{ event: 'token.stopped' }, ['TokenStopped']],
    [{ event: 'token.obtained' }, []],
    [{ event: 'job.failed' }, []],
    [{ event: 'job.given-up' }, ['JobFailed']],
    [{ event: 'job.missed' }, ['JobMissed']],
  ])('counts of %j: %j', (line, expected) => {
    expect(counting(line)).toEqual(expected);
  });
});

describe('a gateway with jobs', () => {
  test('tells of dead letters, and of those that are lost', () => {
    expect(alarmsOf(gateway.parent)).toMatchObject([
      {
        AlarmName: 'acme-dead-letters',
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: 'acme-dead-letters' }],
        Statistic: 'Maximum',
        AlarmActions: [alarmTopic],
      },
      {
        AlarmName: 'acme-jobs-lost',
        Namespace: 'AWS/Scheduler',
        Dimensions: [{ Name: 'ScheduleGroup', Value: 'acme' }],
        AlarmActions: [alarmTopic],
      },
    ]);
  });

  test('has metrics and no alarm where nobody wants to hear it, and no dashboard unless asked', () => {
    const { aws } = config.deploy;
    const quiet = synthesize({
      ...config,
      monitoring: { dashboard: false },
      deploy: { aws: { ...aws!, alarmTopic: undefined } },
    });
    for (const template of [quiet.parent, ...Object.values(quiet.sources)]) expect(alarmsOf(template)).toEqual([]);
    expect(resources(quiet.sources.mail!, 'AWS::Logs::MetricFilter')).toHaveLength(6);
    expect(JSON.stringify(quiet.parent)).not.toContain('Dashboard');
  });
});

test('a route of which an address is silent tells the topic', () => {
  const base = edges['network with NAT']!;
  const { parent } = synthesize({ ...base, deploy: { aws: { ...base.deploy.aws!, alarmTopic } } });
  expect(alarmsOf(parent).find(({ Namespace }) => Namespace === 'AWS/NetworkELB')).toMatchObject({
    AlarmName: 'acme-route-bi-silent',
    MetricName: 'UnHealthyHostCount',
    AlarmActions: [alarmTopic],
  });
});

describe('the dashboard', () => {
  const [dashboard] = resources(gateway.parent, 'AWS::CloudWatch::Dashboard');
  const { widgets } = JSON.parse(dashboard!.Properties.DashboardBody) as {
    readonly widgets: readonly {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly properties: { readonly title: string; readonly region: string; readonly metrics: readonly unknown[][] };
    }[];
  };
  const linesOf = (title: string) => widgets.find(({ properties }) => properties.title === title)!.properties.metrics;

  test('has a line for each source in the graphs of Lambda, and for each that applies in those of the log', () => {
    expect(linesOf('Calls').map((line) => line[3])).toEqual(['acme-directory', 'acme-mail', 'acme-people']);
    expect(linesOf('Tokens that a person must see to')).toEqual([
      ['Sallyport', 'TokenStopped', 'Gateway', 'acme', 'Source', 'directory', { label: 'directory' }],
      ['Sallyport', 'TokenStopped', 'Gateway', 'acme', 'Source', 'mail', { label: 'mail' }],
    ]);
    expect(linesOf('Dead letters')).toHaveLength(1);
  });

  test('shows no empty graph, and none over another', () => {
    expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length);
    for (const { x, width, properties } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      expect(properties.region).toBe('eu-west-1');
      expect(properties.metrics.length).toBeGreaterThan(0);
    }
  });
});
