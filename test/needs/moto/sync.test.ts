import { createHmac, randomBytes } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signToken } from '../../../vendor/sign-token.ts';
import { listenTls, type TlsListener } from '../../standins/listen-tls.ts';
import { type ScimInMemory, scimInMemory } from '../../standins/scim/scim-in-memory.ts';
import { type RunningFunction, runDeployed } from './deployed-function.ts';
import { bootstrap, copyExample, type Deployment, deploy, type Example } from './deployment.ts';
import { lint } from './lint.ts';
import { type Moto, startMoto } from './moto.ts';
import { type ScimService, startScimService } from './scim-service.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

const webhookKey = randomBytes(32).toString('base64');

/** Users of one SCIM service, kept true at another one: by webhook, and at sign-in. */
describe('a sync deployed to AWS', () => {
  let moto: Moto;
  let issuer: TestIssuer;
  let source: ScimService;
  let destination: ScimInMemory;
  let listener: TlsListener;
  let example: Example;
  let deployment: Deployment;
  const running: RunningFunction[] = [];

  beforeAll(async () => {
    [moto, issuer, source] = await Promise.all([startMoto(), startTestIssuer(), startScimService()]);
    destination = scimInMemory();
    listener = await listenTls(answerAt(destination), {
      certificate: issuer.certificate,
      key: issuer.certificateKey,
    });
    example = await copyExample();
    await example.remove(['relay']);
    await example.set(['sources'], {
      directory: { connector: 'scim', baseUrl: source.baseUrl, read: ['users'], privateAddresses: ['127.0.0.1/32'] },
    });
    await example.set(['sync'], {
      'desk-users': {
        from: 'directory',
        users: { type: 'user', key: 'user.id' },
        to: {
          destination: 'scim',
          baseUrl: `https://localhost:${listener.port}/scim`,
          privateAddresses: ['127.0.0.1/32', '::1/128'],
        },
        map: { userName: '${user.id}', displayName: '${user.name}' },
        webhook: { settleSeconds: 0 },
        signIn: {
          servers: [{ name: 'login', issuer: issuer.issuer, audience: 'sallyport-sign-in', subject: 'desk-login' }],
          audience: 'https://desk.acme.example',
          claims: { key: 'desk/key', email: null, payload: 'desk/payload' },
        },
      },
    });
    await bootstrap(moto);
    deployment = await deploy(moto, example);
    await Promise.all([
      enter('acme/directory', { token: source.token }),
      enter('acme/desk-users', { token: 'good-token', webhook_secret: `whsec_${webhookKey}` }),
    ]);
  });

  afterAll(async () => {
    for (const part of [...running, moto, issuer, source]) part?.stop();
    await listener?.stop();
  });

  const enter = (name: string, secret: object): Promise<Response> =>
    moto.call('secretsmanager', '/', {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.PutSecretValue', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ SecretId: name, SecretString: JSON.stringify(secret) }),
    });

  /** A new execution environment, which knows nothing but what is stored. */
  const start = async (): Promise<RunningFunction> => {
    const url = deployment.outputs['deskUsersUrl']!;
    const started = await runDeployed({ moto, name: 'acme-desk-users', url, certificates: issuer.certificate });
    running.push(started);
    return started;
  };

  const call = async (signedWith = webhookKey): Promise<Response> => {
    const { url } = await start();
    const [id, body, at] = [
      `msg_${randomBytes(8).toString('hex')}`,
      '{"type":"people.changed"}',
      `${Math.floor(Date.now() / 1000)}`,
    ];
    const signature = createHmac('sha256', Buffer.from(signedWith, 'base64'))
      .update(`${id}.${at}.${body}`)
      .digest('base64');
    return fetch(`${url}webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': at,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    });
  };

  const askToken = async (subject: string): Promise<Response> => {
    const { url } = await start();
    const token = await signToken({
      key: issuer.key,
      keyId: issuer.keyId,
      issuer: issuer.issuer,
      audience: 'sallyport-sign-in',
      claims: { sub: subject },
      now: Date.now,
    });
    return fetch(`${url}token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'one' }),
    });
  };

  const logged = (): string => running.map((each) => each.logged()).join('');

  test('says where it is called, and what its secret needs', () => {
    expect(deployment.outputs['deskUsersSetup']).toContain(
      'Secret acme/desk-users needs: token, webhook_secret. Enter it: sallyport secrets set desk-users --host aws',
    );
    expect(deployment.outputs['deskUsersSetup']).toContain(`${deployment.outputs['deskUsersUrl']}webhook,`);
  });

  test('has templates that cfn-lint has nothing to say of', () => {
    expect(lint(deployment.assembly)).toEqual({ templates: 3, findings: '' });
  });

  test('has schedules in the group of the gateway', async () => {
    const { Schedules } = (await (await moto.call('scheduler', '/schedules?ScheduleGroup=acme')).json()) as {
      readonly Schedules: readonly { readonly Name: string }[];
    };
    expect(Schedules.map(({ Name }) => Name).sort()).toEqual(['desk-users-full', 'desk-users-resume']);
  });

  test('does nothing before it is asked', async () => {
    const { job } = await start();
    expect(await job('resume')).toBe('');
    expect(destination.writes()).toBe(0);
  });

  test('refuses a call that is signed with something else', async () => {
    expect((await call(randomBytes(32).toString('base64'))).status).toBe(403);
    const { job } = await start();
    await job('resume');
    expect(destination.writes()).toBe(0);
  });

  test('writes the users of its source when a webhook asks, and nothing again', async () => {
    expect((await call()).status).toBe(202);
    // The account on this machine runs no functions: what wakes the function up does not arrive, and the schedule does.
    const { job } = await start();
    await job('resume');
    expect([...destination.users().values()].map((user) => [user['userName'], user['displayName']])).toEqual([
      ['one', 'User one'],
      ['two', 'User two'],
    ]);
    const writes = destination.writes();
    expect((await call()).status).toBe(202);
    const again = await start();
    await again.job('resume');
    expect(destination.writes()).toBe(writes);
    expect(again.logged()).toContain('"event":"sync.ended"');
  });

  test('makes a token of a user for the server that users authenticate at, and for no other', async () => {
    expect((await askToken('somebody-else')).status).toBe(401);
    const answer = await askToken('desk-login');
    expect(answer.status).toBe(200);
    const { token } = (await answer.json()) as { readonly token: string };
    const { url } = await start();
    const keys = (await (await fetch(`${url}.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer: deployment.outputs['deskUsersUrl']!.replace(/\/$/, ''),
      audience: 'https://desk.acme.example',
    });
    expect(payload['desk/key']).toBe('one');
    expect(JSON.stringify(payload['desk/payload'])).toContain('User one');
  });

  test('tells its log of which sync a line is, as alarms count them, and neither whom it wrote nor by what', () => {
    const lines = logged()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const ofSync = lines.filter(({ event }) => /^(sync|sign-in|webhook|job)\./.test(String(event)));
    expect(ofSync.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['webhook.refused', 'webhook.accepted', 'sync.ended', 'sign-in.token-made']),
    );
    for (const line of ofSync) expect(line).toMatchObject({ gateway: 'acme', source: 'desk-users' });
    for (const value of ['User one', 'good-token', source.token, webhookKey, 'eyJ'])
      expect(logged()).not.toContain(value);
  });
});

const answerAt =
  (service: ScimInMemory) =>
  async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const answer = service.answer({
      method: request.method,
      target: `${pathname.replace(/^\/scim/, '')}${search}`,
      headers: request.headers,
      body: await request.text(),
    });
    if (answer === 'cut') throw new Error('nothing is cut here');
    const headers = { 'content-type': 'application/scim+json', ...answer.headers };
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers,
    });
  };
