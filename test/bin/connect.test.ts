import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectCommand } from '../../bin/commands/connect.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import type { Terminal } from '../../bin/terminal/terminal.ts';
import { Browser } from '../lambda/tokens/support/browser.ts';
import { type OidcServer, startOidcServer } from '../lambda/tokens/support/oidc-server.ts';
import { inProcess } from './in-process.ts';
import { api, database, secretsWorkspace } from './secrets-workspace.ts';

const deviceType = 'urn:ietf:params:oauth:grant-type:device_code';
const good = { client_id: 'gate', client_secret: 'CANARY-secret' };
let server: OidcServer;
/** A port that nobody has, for the redirect URI that is registered. */
let redirectPort: number;

const freePort = async (): Promise<number> => {
  await using free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  return (free.address() as { port: number }).port;
};

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'info').mockImplementation(() => {});
  redirectPort = await freePort();
  const registered = {
    application_type: 'native',
    response_types: ['code'],
    redirect_uris: [`http://127.0.0.1:${redirectPort}/callback`],
  };
  server = await startOidcServer({
    clients: [
      { ...registered, ...good, grant_types: ['authorization_code', 'refresh_token', deviceType] },
      { ...registered, ...good, client_id: 'short', grant_types: ['authorization_code'] },
    ],
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const signInOf = (client: string, rest = ''): string =>
  `{ authorizationCode: { discovery: "${server.issuer}/.well-known/openid-configuration", clientId: ${client}, redirectPort: ${redirectPort}, scopes: [openid, offline_access, read], parameters: { prompt: consent }${rest} } }`;

const here = () => {
  const place = secretsWorkspace([
    database,
    api('calendar', signInOf('gate')),
    api('short', signInOf('short')),
    api('credentials', `{ clientCredentials: { tokenUrl: "${server.issuer}/token" } }`),
  ]);
  for (const source of ['calendar', 'short']) place.store(source, { client_secret: good.client_secret });
  return {
    ...place,
    state: async (source: string) => {
      const { stdout } = await inProcess(tokensCommand, ['tokens', source, '--json', '--config', place.config]);
      return JSON.parse(stdout).tokens[0] as Record<string, unknown>;
    },
    [Symbol.dispose]: place[Symbol.dispose],
  };
};

interface Doing {
  readonly isThere?: boolean;
  /** What the person does with the address that was printed or opened. */
  visit?(url: URL): Promise<unknown>;
}

const person = (pressed?: string) => new Browser({ login: 'somebody', password: 'CANARY-password' }, pressed);

/** Runs it; whoever sits there does something with the first address that is printed. */
const connect = async (args: readonly string[], config: string, { isThere = true, visit }: Doing = {}) => {
  const opened: string[] = [];
  let visited: Promise<unknown> | undefined;
  const add = (program: Command, terminal: Terminal) => {
    const { remarks } = terminal;
    let said = '';
    remarks.on('data', (text: Buffer) => {
      said += text;
      const url = [...said.matchAll(/^ {2}(http\S+)\n/gm)].at(-1)?.[1];
      if (url) visited ??= visit?.(new URL(url));
    });
    const browser = { isThere, open: (url: URL) => void opened.push(url.href) };
    // Who waits for a person on another device asks every five seconds.
    connectCommand(program, terminal, { browser, sleep: async () => void (await visited) });
  };
  const ended = await inProcess(add, ['connect', ...args, '--config', config]);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|^ +at /m);
  return { ...ended, opened, visited: await visited };
};

const signsIn = { visit: (url: URL) => person().visit(url) };

describe('connect, in the browser', () => {
  test('signs in, keeps the token and its refresh token, and says so on the page', async () => {
    using place = here();
    const { code, stdout, stderr, opened, visited } = await connect(['calendar'], place.config, signsIn);
    expect(stderr).toMatch(
      /^Sign in here:\n\n {2}http:\/\/127\.0\.0\.1:\d+\/auth\?\S+\n\nThe browser comes back to http/,
    );
    expect(opened).toEqual([/^ {2}(http\S+)$/m.exec(stderr)![1]]);
    expect(stdout).toBe(
      'Signed in: the token of calendar is kept on this machine, for openid offline_access read.\n' +
        'The gate renews it by itself from now on.\n',
    );
    expect(code).toBe(0);
    expect((visited as { page: string }).page).toContain('Signed in. You can close this page');
    expect(await place.state('calendar')).toMatchObject({ standing: 'valid', generation: 1, hasRefreshToken: true });
    const renewed = await inProcess(tokensCommand, ['tokens', 'calendar', '--renew', '--config', place.config]);
    expect(renewed.code).toBe(0);
    expect(await place.state('calendar')).toMatchObject({ generation: 2, hasRefreshToken: true });
  });

  test('says how long it lasts where there is no refresh token', async () => {
    using place = here();
    const { code, stdout } = await connect(['short'], place.config, signsIn);
    expect(code).toBe(0);
    expect(stdout).toMatch(/gave no refresh token: it lasts until \d{4}-\S+Z, and then somebody must sign in again/);
  });

  test('opens nothing with --no-browser, and says how to come from another machine', async () => {
    using place = here();
    const { code, stderr, opened } = await connect(['calendar', '--no-browser'], place.config, signsIn);
    expect({ code, opened }).toEqual({ code: 0, opened: [] });
    expect(stderr).toContain(`ssh -L ${redirectPort}:127.0.0.1:${redirectPort} …`);
  });

  test('goes on waiting when something comes that does not belong to it', async () => {
    using place = here();
    const answers: [number, string][] = [];
    const visit = async (url: URL) => {
      const callback = `http://127.0.0.1:${redirectPort}/callback`;
      for (const foreign of [`${callback}?code=CANARY&state=CANARY`, callback, callback.replace('/callback', '/')]) {
        const response = await fetch(foreign);
        answers.push([response.status, await response.text()]);
      }
      answers.push([(await fetch(callback, { method: 'POST' })).status, '']);
      return person().visit(url);
    };
    expect((await connect(['calendar'], place.config, { visit })).code).toBe(0);
    expect(answers.map(([status]) => status)).toEqual([400, 400, 404, 404]);
    expect(answers[0]![1]).toContain('does not belong to the sign-in that is under way');
    expect(answers.map(([, text]) => text).join()).not.toContain('CANARY');
  });

  test('uses a code once, though the page is loaded again', async () => {
    using place = here();
    const before = server.requests.length;
    const visit = async (url: URL) => {
      const { url: callback } = await person().visit(url, `http://127.0.0.1:${redirectPort}/callback`);
      const pages = await Promise.all([1, 2, 3].map(async () => (await fetch(callback)).text()));
      for (const page of pages) expect(page).toContain('Signed in.');
    };
    expect((await connect(['calendar'], place.config, { visit })).code).toBe(0);
    const asked = server.requests.slice(before).filter(({ path }) => path === '/token');
    expect(asked.map(({ status }) => status)).toEqual([200]);
    expect(await place.state('calendar')).toMatchObject({ standing: 'valid' });
  });

  test('ends when the person says no', async () => {
    using place = here();
    const cancel = async (url: URL) => {
      const { state } = Object.fromEntries(url.searchParams);
      const back = `http://127.0.0.1:${redirectPort}/callback?error=access_denied&state=${state}&iss=${server.issuer}`;
      return (await fetch(back)).text();
    };
    const { code, stderr, visited } = await connect(['calendar'], place.config, { visit: cancel });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /said no: begin again as somebody who may \(the authorization server says access_denied\)\n$/,
    );
    expect(visited).toContain('The sign-in did not work. The terminal says why.');
    expect(await place.state('calendar')).toMatchObject({ standing: 'none' });
  });

  test('says that its port is taken', async () => {
    using place = here();
    await using taken = createServer().listen(redirectPort, '127.0.0.1');
    await once(taken, 'listening');
    const { code, stderr } = await connect(['calendar'], place.config);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Another program has port ${redirectPort}, which the redirect URI names: end it, or register another one and set redirectPort.\n`,
    });
  });

  test('lets go of its port after Ctrl-C', async () => {
    using place = here();
    let interrupt = (): void => undefined;
    const add = (program: Command, terminal: Terminal) => {
      ({ interrupt } = terminal);
      terminal.remarks.on('data', () => interrupt());
      const browser = { isThere: false, open: () => undefined };
      connectCommand(program, terminal, { browser, sleep: () => Promise.reject(new Error('nobody waits')) });
    };
    const ended = await inProcess(add, ['connect', 'calendar', '--no-browser', '--config', place.config]);
    expect(ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/Stopped\.\n$/) });
    await using free = createServer().listen(redirectPort, '127.0.0.1');
    await once(free, 'listening');
  });
});

describe('connect, on another device', () => {
  const signsInThere = { visit: (url: URL) => person().visit(url) };

  test.each([
    ['--device, also where there is a browser', ['calendar', '--device'], true],
    ['no display', ['calendar'], false],
  ])('signs in with %s', async (_, args, isThere) => {
    using place = here();
    const { code, stdout, stderr, opened } = await connect(args, place.config, { ...signsInThere, isThere });
    expect(stderr).toMatch(/^On any device, open\n\n {2}http\S+\/device\n\nand enter the code \w{4}-\w{4}\n/);
    expect(stderr).toMatch(/It is good for 10 minutes\.\n$/);
    expect(stdout).toMatch(/^Signed in: the token of calendar is kept on this machine/);
    expect({ code, opened }).toEqual({ code: 0, opened: [] });
    expect(await place.state('calendar')).toMatchObject({ standing: 'valid', hasRefreshToken: true });
  });

  test('ends when the person says no', async () => {
    using place = here();
    const visit = (url: URL) => person('abort').visit(url);
    const { code, stderr } = await connect(['calendar', '--device'], place.config, { visit });
    expect(code).toBe(1);
    expect(stderr).toMatch(/access_denied\)\n$/);
  });
});

describe('connect refuses', () => {
  test.each([
    [['hr'], /hr is not called with a token that the gate obtains/],
    [['credentials'], /Nobody needs to sign in for credentials: .*sallyport secrets check credentials\n$/],
    [['nosuch'], /has no source nosuch/],
  ])('%j', async (args, says) => {
    using place = here();
    const { code, stderr } = await connect(args, place.config);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });
});
