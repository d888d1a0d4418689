import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsRelay } from '../../../config/config.ts';
import type { About } from '../../../lambda/relay/protocol.ts';
import { type RunningFunction, runDeployed } from './deployed-function.ts';
import { bootstrap, copyExample, type Deployment, deploy, type Example } from './deployment.ts';
import { lint } from './lint.ts';
import { account, type Moto, region, startMoto } from './moto.ts';

/** The example with a database behind agents, and with somebody who hears alarms. */
describe('a relay deployed to AWS', () => {
  let moto: Moto;
  let example: Example;
  let deployment: Deployment;

  beforeAll(async () => {
    moto = await startMoto();
    example = await copyExample();
    await example.remove(['sync']);
    await example.set(['deploy', 'aws', 'alarmTopic'], `arn:aws:sns:${region}:${account}:operators`);
    await example.set(['relay'], { agents: { maximum: 2 } });
    await example.set(['sources', 'hr'], {
      connector: 'sql',
      via: 'relay',
      claims: { source_id: '9' },
      database: { postgres: { host: 'hr.acme.internal', database: 'hr' } },
      queries: [{ query: 'select id, name from employees', entity: { type: 'person', id: 'id', name: 'name' } }],
    });
    await bootstrap(moto);
    deployment = await deploy(moto, example);
  });

  const running: RunningFunction[] = [];

  afterAll(() => {
    for (const part of [...running, moto]) part?.stop();
  });

  const json = async (service: string, target: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
    const answer = await moto.call(service, '/', { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, unknown>;
  };

  const placesOf = async (name: string): Promise<AwsRelay> => {
    const answer = await moto.call('lambda', `/2015-03-31/functions/${name}/configuration`);
    const { Environment } = (await answer.json()) as { Environment: { Variables: Record<string, string> } };
    return JSON.parse(Environment.Variables['SALLYPORT_RELAY']!) as AwsRelay;
  };

  test('says where agents call, and how they are enrolled', () => {
    const { relayUrl, relayEnrolment } = deployment.outputs;
    expect(relayUrl).toMatch(/^https:\/\/[0-9a-f]+\.lambda-url\.eu-west-1\.on\.aws\/$/);
    expect(relayEnrolment).toContain(`sallyport agent enroll --gateway ${relayUrl}`);
  });

  test('has templates that cfn-lint has nothing to say of', () => {
    expect(lint(deployment.assembly)).toEqual({ templates: 8, findings: '' });
  });

  test('has queues at the URLs that functions are told, each of which takes messages', async () => {
    const { queueUrls } = await placesOf('acme-hr');
    expect(queueUrls).toEqual(
      [1, 2].map((slot) => `https://sqs.${region}.amazonaws.com/${account}/acme-relay-${slot}`),
    );
    for (const QueueUrl of queueUrls) {
      await json('sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'wake up' });
      const { Messages } = await json('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl });
      expect(Messages).toMatchObject([{ Body: 'wake up' }]);
    }
  });

  test('tells both of the same bucket and the same key, which has no value yet', async () => {
    const [source, relay] = await Promise.all([placesOf('acme-hr'), placesOf('acme-relay')]);
    const { authority, agentRole, ...shared } = relay;
    expect(source).toEqual(shared);
    expect(agentRole).toMatch(new RegExp(`^arn:aws:iam::${account}:role/`));
    const listed = await moto.call('s3', `/${source.bucket}?list-type=2`);
    expect(await listed.text()).toContain('<KeyCount>0</KeyCount>');
    for (const SecretId of [source.gateKey, authority!]) {
      expect(await json('secretsmanager', 'secretsmanager.DescribeSecret', { SecretId })).toMatchObject({
        Name: expect.stringMatching(/^acme\/_relay-(gate|authority)$/),
      });
      await expect(json('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId })).rejects.toThrow(
        "can't find the specified secret value",
      );
    }
  });

  test('serves whoever calls, and makes its authority when somebody asks for it first', async () => {
    const { authority = '' } = await placesOf('acme-relay');
    const start = () => runDeployed({ moto, name: 'acme-relay', url: deployment.outputs['relayUrl']! });
    const [first, second] = [await start(), await start()];
    running.push(first, second);
    const about = async ({ url }: RunningFunction) => (await (await fetch(`${url}about`)).json()) as About;
    const said = await about(first);
    expect(said).toMatchObject({ gateway: 'acme', authority: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await about(second)).toEqual(said);
    const secret = await json('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: authority });
    expect(secret['SecretString']).toMatch(/PRIVATE KEY|"/);
    const refused = await fetch(`${first.url}connect`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(first.logged()).toContain('"event":"agent.refused"');
    expect(first.logged()).not.toContain('PRIVATE KEY');
  });

  test('has an alarm for the silence of all agents, made of two', async () => {
    const query = new URLSearchParams({ Action: 'DescribeAlarms', Version: '2010-08-01' });
    query.append('AlarmTypes.member.1', 'CompositeAlarm');
    const answer = await moto.call('monitoring', '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(query),
    });
    const text = await answer.text();
    expect(text).toContain('acme-agents-unheard');
    expect(text).toContain('acme-agents-unheard-now');
  });

  test('gets a queue more when there may be an agent more, and keeps what it has', async () => {
    const { queueUrls, bucket, gateKey } = await placesOf('acme-relay');
    await moto.call('s3', `/${bucket}/registry/slots`, { method: 'PUT', body: '{}' });
    await example.set(['relay', 'agents', 'maximum'], 3);
    await deploy(moto, example);
    const QueueUrl = queueUrls[0]!.replace(/1$/, '3');
    expect((await placesOf('acme-relay')).queueUrls).toEqual([...queueUrls, QueueUrl]);
    expect((await placesOf('acme-hr')).queueUrls).toEqual([...queueUrls, QueueUrl]);
    expect(await json('sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'wake up' })).toMatchObject({
      MessageId: expect.any(String),
    });
    expect(await (await moto.call('s3', `/${bucket}/registry/slots`)).text()).toBe('{}');
    expect(await json('secretsmanager', 'secretsmanager.DescribeSecret', { SecretId: gateKey })).toMatchObject({
      ARN: gateKey,
    });
  });
});
