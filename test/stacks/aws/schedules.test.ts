import { describe, expect, test } from 'vitest';
import { edge } from './edges.ts';
import { type Resource, resources, type Template } from './synthesize.ts';

const gateway = edge('schedules with alarms and a dashboard');
const { directory, mail, people } = gateway.sources as Record<'directory' | 'mail' | 'people', Template>;

const schedulesOf = (template: Template): readonly Resource['Properties'][] =>
  resources(template, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);
const [schedule] = schedulesOf(directory);
const functionArn = { 'Fn::GetAtt': ['Function76856677', 'Arn'] };

describe('a schedule', () => {
  test('wakes the function up in its own time zone, not some time later', () => {
    expect(schedule).toMatchObject({
      Name: 'directory-check',
      ScheduleExpression: 'cron(0 6 ? * MON,TUE,WED,THU,FRI *)',
      ScheduleExpressionTimezone: 'Europe/Brussels',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(schedule!.Target.Arn).toEqual(functionArn);
    expect(JSON.parse(schedule!.Target.Input)).toEqual({
      job: 'check',
      scheduledAt: '<aws.scheduler.scheduled-time>',
    });
  });

  test('is two where either of two days counts, of which Scheduler takes one', () => {
    expect(schedulesOf(mail).map(({ Name, ScheduleExpression }) => [Name, ScheduleExpression])).toEqual([
      ['mail-check', 'cron(0 2 1 * ? *)'],
      ['mail-check-2', 'cron(0 2 ? * MON *)'],
    ]);
  });

  test('is in the group that tags and metrics are by', () => {
    const [group] = resources(gateway.parent, 'AWS::Scheduler::ScheduleGroup');
    const passed = resources(gateway.parent, 'AWS::CloudFormation::Stack').map(
      ({ Properties }) => Properties.Parameters,
    );
    // By reference: the group is made first.
    expect(passed.flatMap((parameters) => parameters?.[schedule!.GroupName.Ref] ?? [])).toEqual([
      { Ref: 'Schedules' },
      { Ref: 'Schedules' },
    ]);
    expect(group!.Properties).toMatchObject({ Name: 'acme', Tags: [{ Key: 'gateway', Value: 'acme' }] });
  });

  test('tries not for a day, and tells the queue of dead letters', () => {
    expect(schedule!.Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 });
    const [events] = resources(directory, 'AWS::Lambda::EventInvokeConfig');
    expect(events!.Properties).toMatchObject({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 });
    expect(events!.Properties.DestinationConfig.OnFailure.Destination).toEqual(schedule!.Target.DeadLetterConfig.Arn);
  });

  test('is of no source without a job, nor is anything of it', () => {
    const text = JSON.stringify(people);
    for (const trace of ['Scheduler', 'sqs:', 'DEAD_LETTERS', 'EventInvokeConfig']) expect(text).not.toContain(trace);
  });
});

describe('the role of schedules', () => {
  const role = resources(directory, 'AWS::IAM::Role').find(({ Properties }) =>
    JSON.stringify(Properties).includes('scheduler.amazonaws.com'),
  )!;

  test('is for schedules of this gateway alone', () => {
    const [statement] = role.Properties.AssumeRolePolicyDocument.Statement;
    expect(statement.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
    expect(statement.Condition.StringEquals['aws:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
    expect(JSON.stringify(statement.Condition.StringEquals['aws:SourceArn'])).toContain(':schedule-group/acme');
  });

  test('invokes the one function, and tells the one queue', () => {
    const policy = resources(directory, 'AWS::IAM::Policy').find(({ Properties }) =>
      JSON.stringify(Properties).includes('lambda:InvokeFunction'),
    )!;
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: functionArn },
      { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: schedule!.Target.DeadLetterConfig.Arn },
    ]);
  });
});

describe('the queue of dead letters', () => {
  test('is one of the gateway, encrypted, by TLS alone, and kept as long as there is', () => {
    const [queue, ...others] = resources(gateway.parent, 'AWS::SQS::Queue');
    expect(others).toEqual([]);
    expect(queue!.Properties).toMatchObject({
      QueueName: 'acme-dead-letters',
      MessageRetentionPeriod: 14 * 24 * 3600,
      SqsManagedSseEnabled: true,
    });
    const [policy] = resources(gateway.parent, 'AWS::SQS::QueuePolicy');
    expect(policy!.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  test('is known to the handler, which may tell it and no more', () => {
    const { Variables } = resources(directory, 'AWS::Lambda::Function')[0]!.Properties.Environment;
    expect(Object.keys(Variables)).toContain('SALLYPORT_DEAD_LETTERS');
    const actions = JSON.stringify(resources(directory, 'AWS::IAM::Policy')).match(/sqs:\w+/g);
    expect(new Set(actions)).toEqual(new Set(['sqs:SendMessage']));
  });

  test('has an address of IPv6 where functions have no other', () => {
    const { sources } = edge('network with IPv6 alone');
    const { Variables } = resources(sources.directory!, 'AWS::Lambda::Function')[0]!.Properties.Environment;
    expect(Variables.SALLYPORT_DEAD_LETTERS).toEqual({
      'Fn::Join': ['', ['https://sqs.eu-west-1.api.aws/', { Ref: 'AWS::AccountId' }, '/acme-dead-letters']],
    });
  });
});
