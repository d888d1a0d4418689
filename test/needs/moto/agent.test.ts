import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { type Helpdesk, startHelpdesk } from '../../../examples/helpdesk/server.ts';
import { pullSource } from '../../../vendor/pull-source.ts';
import { signToken } from '../../../vendor/sign-token.ts';
import { type AgentMachine, agentMachine } from '../../bin/agent/agent-machine.ts';
import { type Ended, sallyport } from '../../bin/sallyport.ts';
import { privateCertificate } from '../../lambda/relay/agent/support/private-authority.ts';
import { listenTls, type TlsListener } from '../../standins/listen-tls.ts';
import { type AwsByName, awsByName } from './aws-by-name.ts';
import { type RunningFunction, runDeployed } from './deployed-function.ts';
import { bootstrap, copyExample, type Deployment, deploy, type Example } from './deployment.ts';
import { type Moto, region, startMoto } from './moto.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

const canary = 'CANARY-token-of-the-helpdesk';

/** The example, whose help desk is in the private network too, from the deployment to the end of its agent. */
describe('an agent of a gateway on AWS', () => {
  let moto: Moto;
  let issuer: TestIssuer;
  let helpdesk: Helpdesk;
  let helpdeskTls: TlsListener;
  let example: Example;
  let deployment: Deployment;
  let aws: AwsByName;
  let machine: AgentMachine;
  const functions = new Map<string, RunningFunction>();

  beforeAll(async () => {
    [moto, issuer] = await Promise.all([startMoto(), startTestIssuer()]);
    aws = await awsByName(moto, (host) => functions.get(host)?.url);
    machine = agentMachine({ proxy: aws.proxy.url, authority: aws.authority });
    helpdesk = await startHelpdesk({ port: 0, token: canary });
    const { authority, certificate, key } = await privateCertificate(['localhost'], 'The help desk');
    machine.file('helpdesk-ca.pem', authority);
    const certified = { certificate: machine.file('tls.pem', certificate), key: machine.file('tls-key.pem', key) };
    helpdeskTls = await listenTls(async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      return fetch(new URL(pathname + search, helpdesk.url), { method, headers, redirect: 'manual' });
    }, certified);
    example = await copyExample();
    await example.remove(['sync']);
    await example.set(['vendor', 'identity', 'jwt', 'issuer'], issuer.issuer);
    await example.set(['sources', 'helpdesk', 'authentication'], 'bearer');
    await example.set(['sources', 'helpdesk', 'server'], `https://localhost:${helpdeskTls.port}/v2`);
    await example.set(['sources', 'helpdesk', 'via'], 'relay');
    await bootstrap(moto);
    deployment = await deploy(moto, example);
  });
  afterAll(async () => {
    for (const part of [...functions.values(), aws, moto, issuer]) part?.stop();
    await helpdeskTls?.stop();
    await helpdesk?.stop();
    machine?.[Symbol.dispose]();
  });

  /** The administrator's terminal. */
  const administer = (args: readonly string[], input = ''): Promise<Ended> =>
    sallyport([...args, '--host', 'aws', '--config', example.file], {
      input,
      environment: { ...moto.environment, HTTPS_PROXY: aws.proxy.url, SALLYPORT_AGENT_CA: aws.authority },
    });

  /** Clients of SQS call the host of a queue's URL, whatever endpoint they are told; the gate calls it without a proxy. */
  const nearQueues = ({ SALLYPORT_RELAY: places = '' }: Readonly<Record<string, string>>) => ({
    SALLYPORT_RELAY: places.replaceAll(`https://sqs.${region}.amazonaws.com`, moto.environment['AWS_ENDPOINT_URL']!),
  });

  const start = async (name: string): Promise<RunningFunction> => {
    const url = deployment.outputs[`${name}Url`]!;
    const started = await runDeployed({
      moto,
      name: `acme-${name}`,
      url,
      certificates: issuer.certificate,
      changed: name === 'relay' ? undefined : nearQueues,
    });
    functions.set(new URL(url).host, started);
    return started;
  };

  const token = (source: string, id: string) => (): Promise<string> => {
    const { key, keyId } = issuer;
    const gatewayUrl = deployment.outputs[`${source}Url`]!;
    const claims = { base_url: 'https://acme.elimity.com', source_id: id, gateway_url: gatewayUrl };
    return signToken({ key, keyId, issuer: issuer.issuer, audience: 'gateway', claims, now: Date.now });
  };

  test('is enrolled with a code, serves imports and calls, and ends when it is revoked', async () => {
    const relay = await start('relay');
    const issued = await administer(['agent', 'code', 'berlin']);
    expect(issued).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('sallyport agent enroll --gateway https://'),
    });
    const [, gateway = ''] = /--gateway (\S+)/.exec(issued.stderr) ?? [];
    expect(`${gateway}/`).toBe(deployment.outputs['relayUrl']);

    machine.file('files/examples/visitors.csv', readFileSync(join(example.file, '../examples/visitors.csv'), 'utf8'));
    await machine.allow(example.file, ['visitors', 'helpdesk'], ({ file, http }) =>
      file
        ? { file: { ...file, folder: join(machine.folder, 'files') } }
        : { http: { ...http, ca: join(machine.folder, 'helpdesk-ca.pem') } },
    );
    expect(await machine.enroll(gateway, issued.stdout.trim())).toMatchObject({ code: 0, stderr: '' });
    const checked = await machine.command('check');
    expect(checked).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/^BAD/m) });
    await using agent = machine.run();
    await agent.until(/"event":"agent\.connected"/);
    expect((await administer(['agent', 'list'])).stdout).toMatch(/\n {2}berlin +available /);
    const [{ lines }] = JSON.parse((await administer(['doctor', '--no-calls', '--json'])).stdout) as [Diagnosis];
    const ofAgents = lines.filter(({ what }) => what.startsWith('agent'));
    expect(ofAgents.map(({ source, what, state }) => [source, what, state])).toEqual([
      [null, 'agents', 'ok'],
      [null, 'agent berlin', 'ok'],
      ['helpdesk', 'agents', 'ok'],
      ['visitors', 'agents', 'ok'],
    ]);

    const visitors = await start('visitors');
    expect(await pullSource({ url: visitors.url, token: token('visitors', '5') })).toMatchObject({ entities: 120 });
    expect(await administer(['secrets', 'set', 'helpdesk', 'token'], `${canary}\n`)).toMatchObject({ code: 0 });
    const desk = await start('helpdesk');
    const ask = async () =>
      fetch(`${desk.url}people?per_page=2`, { headers: { authorization: `Bearer ${await token('helpdesk', '4')()}` } });
    const answer = await ask();
    const text = await answer.text();
    expect([answer.status, text]).toEqual([200, expect.stringContaining('"data":[')]);
    expect(JSON.parse(text).data).toHaveLength(2);
    const status = await machine.command('status');
    expect(status).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nrequests +0 of \d+ at work; 2 answered/),
    });

    expect((await administer(['agent', 'revoke', 'berlin', '--yes'])).stdout).toBe('Agent berlin is revoked.\n');
    expect(await agent.code).toBe(4);
    expect(agent.said).toContain('"event":"agent.ended","why":"revoked"');
    const refused = await ask();
    expect([refused.status, await refused.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'agent-unavailable' }),
    ]);
    expect((await administer(['agent', 'remove', 'berlin', '--yes'])).code).toBe(0);
    expect((await administer(['agent', 'list'])).stdout).toContain('No agent is enrolled at gateway acme on AWS');

    const said = [relay, visitors, desk].map(({ logged }) => logged()).join('') + agent.said;
    expect(said).toContain('"event":"relay.ended"');
    for (const secret of [canary, issued.stdout.split('.')[1]!, 'acme.example', 'PRIVATE KEY'])
      expect(said).not.toContain(secret);
  });
});
