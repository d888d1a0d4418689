import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import { type OidcServer, startOidcServer } from '../lambda/tokens/support/oidc-server.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { api, database, secretsWorkspace } from './secrets-workspace.ts';

const good = { client_id: 'gate', client_secret: 'CANARY-secret' };
let server: OidcServer;

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  server = await startOidcServer({ clients: [{ ...good, grant_types: ['client_credentials'], scope: 'read' }] });
});
afterAll(() => server[Symbol.asyncDispose]());

const here = () => {
  const credentials = `{ clientCredentials: { tokenUrl: "${server.issuer}/token", revocationUrl: "${server.issuer}/token/revocation", scopes: [read] } }`;
  const noRevocation = `{ clientCredentials: { tokenUrl: "${server.issuer}/token" } }`;
  const gone = `{ clientCredentials: { tokenUrl: "http://127.0.0.1:9/token" } }`;
  const place = secretsWorkspace([
    database,
    api('tickets', credentials),
    api('plain', noRevocation),
    api('key', '{ header: x-api-key }'),
    api('gone', gone),
  ]);
  const run = async (add: typeof tokensCommand, args: readonly string[], options: InProcessOptions = {}) => {
    const ended = await inProcess(add, [...args, '--config', place.config], options);
    expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|^ +at /m);
    return ended;
  };
  return {
    ...place,
    tokens: (args: readonly string[], options?: InProcessOptions) => run(tokensCommand, ['tokens', ...args], options),
    check: (args: readonly string[]) => run(secretsCommand, ['secrets', 'check', ...args]),
    state: async (source: string) =>
      JSON.parse((await run(tokensCommand, ['tokens', source, '--json'])).stdout).tokens[0] as Record<string, unknown>,
    [Symbol.dispose]: place[Symbol.dispose],
  };
};

describe('tokens', () => {
  test('says that there is none yet', async () => {
    using place = here();
    const { code, stdout, stderr } = await place.tokens(['tickets']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Tokens of tickets on this machine:\n\n\S+\n {2}state {10}none: the first call obtains one\n/,
    );
    expect(await place.state('tickets')).toEqual({
      scheme: expect.any(String),
      standing: 'none',
      generation: 0,
      obtainedAt: null,
      endsAt: null,
      renewAt: null,
      isEndKnown: false,
      type: null,
      scope: null,
      hasRefreshToken: false,
      stopped: null,
    });
  });

  test('obtains one when told to, keeps it, and says when it ends', async () => {
    using place = here();
    place.store('tickets', good);
    const { code, stdout } = await place.tokens(['tickets', '--renew']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}state {10}valid\n/);
    const state = await place.state('tickets');
    expect(state).toMatchObject({ standing: 'valid', generation: 1, scope: 'read', isEndKnown: true, type: 'Bearer' });
    const [obtained, renewed, ends] = ['obtainedAt', 'renewAt', 'endsAt'].map((name) =>
      Date.parse(String(state[name])),
    );
    expect(ends! - obtained!).toBe(300_000);
    expect(renewed).toBeGreaterThan(obtained!);
    expect(renewed).toBeLessThan(ends!);
    expect((await place.tokens(['tickets', '--renew'])).code).toBe(0);
    expect(await place.state('tickets')).toMatchObject({ generation: 2 });
  });

  test('ends one at the authorization server and here, after a question', async () => {
    using place = here();
    place.store('tickets', good);
    await place.tokens(['tickets', '--renew']);
    const kept = await place.tokens(['tickets', '--revoke'], { answers: ['n\n'] });
    expect(kept.stderr).toMatch(/The next call obtains new ones[\s\S]*Revoke them\? \[y\/N\] Nothing was changed\.\n$/);
    expect(await place.state('tickets')).toMatchObject({ standing: 'valid' });
    const before = server.requests.length;
    const ended = await place.tokens(['tickets', '--revoke'], { answers: ['y\n'] });
    expect(ended.stderr).toMatch(/: ended at the authorization server, and forgotten\.\n$/);
    expect(server.requests.slice(before).map(({ path, status }) => [path, status])).toEqual([
      ['/token/revocation', 200],
    ]);
    expect(await place.state('tickets')).toMatchObject({ standing: 'none', generation: 2 });
  });

  test('forgets one that the authorization server can not be told of, and says so', async () => {
    using place = here();
    place.store('plain', good);
    await place.tokens(['plain', '--renew']);
    const { code, stderr } = await place.tokens(['plain', '--revoke', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/forgotten; the authorization server was told of nothing, or takes no revocations/);
    expect(await place.state('plain')).toMatchObject({ standing: 'none' });
  });

  test('shows why none is asked for any more, and asks again when told to', async () => {
    using place = here();
    place.store('tickets', { ...good, client_secret: 'CANARY-other' });
    const refused = await place.tokens(['tickets', '--renew']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /does not accept the client: .*"client_secret".* \(the authorization server says invalid_client\)\n$/,
    );
    const { stdout } = await place.tokens(['tickets']);
    expect(stdout).toMatch(/ {2}state {10}stopped: no further token/);
    expect(stdout).toMatch(/ {2}stopped {8}\d{4}-\S+Z, token-client-refused \(invalid_client\)\n {2}what to do {5}\S/);
    expect(await place.state('tickets')).toMatchObject({
      standing: 'stopped',
      stopped: { code: 'token-client-refused', oauth: 'invalid_client', since: expect.any(String) },
    });
    place.store('tickets', good);
    expect((await place.tokens(['tickets', '--renew'])).code).toBe(0);
    expect(await place.state('tickets')).toMatchObject({ standing: 'valid', stopped: null });
  });

  test('shows one that was entered by hand', async () => {
    using place = here();
    place.store('tickets', { access_token: 'CANARY-token' });
    expect((await place.check(['tickets', '--offline'])).code).toBe(0);
    const checked = await place.check(['tickets']);
    expect(checked).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/there is a token; nobody says until when/),
    });
    const entered = { standing: 'valid', generation: 1, endsAt: null, renewAt: null, hasRefreshToken: false };
    expect(await place.state('tickets')).toMatchObject(entered);
    expect((await place.tokens(['tickets'])).stdout).toMatch(/ {2}ends {11}never, as it was entered\n/);
    place.store('tickets', {
      access_token: 'CANARY-token',
      expires_at: '2026-01-01T00:00:00Z',
      refresh_token: 'CANARY',
    });
    const ended = { standing: 'ended', endsAt: '2026-01-01T00:00:00Z', hasRefreshToken: true };
    expect(await place.state('tickets')).toMatchObject(ended);
  });

  test.each([
    [['hr'], 2, /hr is not called with a token that the gate obtains/],
    [['key'], 2, /key is not called with a token/],
    [['tickets', '--scheme', 'nosuch'], 2, /--scheme: tickets has no token nosuch; it has \S+\.\n$/],
    [['tickets', '--renew', '--revoke'], 2, /cannot be used with option/],
    [['tickets', '--revoke'], 2, /Nobody can be asked here: add --yes to revoke them\.\n$/],
    [['tickets', '--renew'], 1, /"client_id": enter it with sallyport secrets set tickets client_id\n$/],
    [['nosuch'], 2, /has no source nosuch/],
  ])('%j is explained', async (args, code, says) => {
    using place = here();
    const ended = await place.tokens(args);
    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ code, stdout: '' });
  });
});

describe('secrets check', () => {
  const rows = (stdout: string) =>
    stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim().split(/ {3,}/));

  test('names what is missing, and calls nothing', async () => {
    using place = here();
    place.store('tickets', { client_id: 'gate' });
    const before = server.requests.length;
    const { code, stdout, stderr } = await place.check(['tickets']);
    expect(code).toBe(1);
    expect(rows(stdout)).toEqual([
      [
        'calls',
        'wrong',
        expect.stringMatching(
          /^can not be made: \S+ lacks client_secret: enter them with sallyport secrets set tickets$/,
        ),
      ],
    ]);
    expect(stderr).toBe('tickets can not be called with this secret on this machine: correct what is wrong.\n');
    expect(server.requests).toHaveLength(before);
  });

  test('obtains a token, and keeps it', async () => {
    using place = here();
    place.store('tickets', good);
    const { code, stdout } = await place.check(['tickets']);
    expect(rows(stdout).map(([, state, says]) => [state, says])).toEqual([
      ['ok', expect.stringMatching(/^are proved by /)],
      ['ok', expect.stringMatching(/^the authorization server gave a token, until \S+Z, for read$/)],
    ]);
    expect(code).toBe(0);
    expect(await place.state('tickets')).toMatchObject({ standing: 'valid', generation: 1 });
  });

  test('takes the next value where the one before is not accepted any more', async () => {
    using place = here();
    place.store('tickets', { ...good, client_secret: 'CANARY-old', client_secret_next: good.client_secret });
    const { code, stdout } = await place.check(['tickets']);
    expect(code).toBe(0);
    expect(rows(stdout).at(-1)).toEqual([expect.stringMatching(/ \(with the next values\)$/), 'ok', expect.anything()]);
  });

  test('says that the next value is not accepted, though the one before is', async () => {
    using place = here();
    place.store('tickets', { ...good, client_secret_next: 'CANARY-mistyped' });
    const { code, stdout } = await place.check(['tickets']);
    const findings = rows(stdout).map(([about, state]) => [about!.includes('next'), state]);
    expect({ code, findings }).toEqual({
      code: 1,
      findings: [
        [false, 'ok'],
        [false, 'ok'],
        [true, 'wrong'],
      ],
    });
    expect(await place.state('tickets')).toMatchObject({ standing: 'valid', generation: 1 });
  });

  test.each([
    ['tickets', { ...good, client_secret: 'CANARY-wrong' }, /does not accept the client/],
    ['gone', good, /can not be reached|no connection|connect/],
  ])(
    'says what the authorization server of %s answered',
    async (source, fields, says) => {
      using place = here();
      place.store(source, fields);
      const { code, stdout } = await place.check([source]);
      expect(rows(stdout).at(-1)).toEqual([expect.any(String), 'wrong', expect.stringMatching(says)]);
      expect(code).toBe(1);
    },
    20_000,
  );

  test('calls nothing with --offline', async () => {
    using place = here();
    place.store('gone', good);
    const { code, stdout } = await place.check(['gone', '--offline']);
    expect({ code, rows: rows(stdout).length }).toEqual({ code: 0, rows: 1 });
  });

  test('says what only a call shows', async () => {
    using place = here();
    place.store('hr', { user: 'reader', password: 'CANARY' });
    place.store('key', { key: 'CANARY' });
    for (const [source, command] of [
      ['hr', 'pull hr'],
      ['key', 'preview key'],
    ] as const) {
      const { code, stdout } = await place.check([source]);
      expect(code).toBe(0);
      expect(rows(stdout).at(-1)).toEqual([
        expect.any(String),
        'not tried',
        `only a call shows whether this is accepted: sallyport ${command}`,
      ]);
    }
    place.store('hr', { user: 'reader' });
    expect(rows((await place.check(['hr'])).stdout)).toContainEqual(['password', 'wrong', 'is not entered']);
  });

  test('says it to programs', async () => {
    using place = here();
    const { code, stdout } = await place.check(['tickets', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      source: 'tickets',
      host: 'local',
      findings: [
        {
          state: 'wrong',
          about: 'calls',
          says: expect.stringMatching(/lacks client_id, client_secret: enter them with sallyport secrets set tickets$/),
        },
      ],
    });
  });
});
