import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { localPlatform } from '../../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../../lambda/platform/log.ts';
import { tokenOptions } from '../../../../lambda/tokens/access/source-access.ts';
import { administeredToken } from '../../../../lambda/tokens/administered-token.ts';
import { beginSignIn } from '../../../../lambda/tokens/endpoint/sign-in.ts';
import { Browser } from '../support/browser.ts';
import { grantContext } from '../support/grant-context.ts';
import { type OidcServer, startOidcServer } from '../support/oidc-server.ts';
import { gateway, type Settings, scheme, source, type Told } from './settings.ts';

const secret = { client_id: 'gate', client_secret: 'CANARY-client-secret' };
const redirectUri = 'http://127.0.0.1:9/callback';

const clients = [
  { ...secret, client_id: 'gate', grant_types: ['client_credentials'], scope: 'read' },
  {
    ...secret,
    client_id: 'person',
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [redirectUri],
  },
];

/** One process of the gate. */
export interface GateChild {
  /** All different credentials that so many callers got at once; `undefined` if the process died over it. */
  get(callers: number): Promise<readonly string[] | undefined>;
}

/** A gateway of several processes that share what is on disk, and a real OpenID provider. */
export class Gate implements AsyncDisposable {
  readonly server: OidcServer;
  readonly #directory = mkdtempSync(join(tmpdir(), 'sallyport-gate-'));
  readonly #grant: Settings['grant'];
  readonly #children: ChildProcess[] = [];

  private constructor(server: OidcServer, grant: Settings['grant']) {
    this.server = server;
    this.#grant = grant;
    const folder = join(this.#directory, '.sallyport', 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const clientId = grant === 'authorizationCode' ? 'person' : 'gate';
    writeFileSync(join(folder, `${source}.json`), JSON.stringify({ ...secret, client_id: clientId }), { mode: 0o600 });
  }

  static async open(grant: Settings['grant'], accessTokenSeconds?: number): Promise<Gate> {
    return new Gate(await startOidcServer({ clients, accessTokenSeconds }), grant);
  }

  /** Token requests that the server has answered. */
  get tokenRequests(): readonly string[] {
    return this.server.requests
      .filter(({ path }) => path === '/token')
      .map(({ form, status }) => `${form['grant_type']} ${status}`);
  }

  async start({ clockAhead = 0, dies = 'never' }: Partial<Settings> = {}): Promise<GateChild> {
    const settings: Settings = {
      directory: this.#directory,
      issuer: this.server.issuer,
      grant: this.#grant,
      clockAhead,
      dies,
    };
    const child = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.#children.push(child);
    child.stdout!.resume();
    await once(child, 'message');
    return {
      async get(callers) {
        child.send({ callers });
        const told = once(child, 'message').then(([message]: Told[]) => message!.different);
        return Promise.race([told, once(child, 'exit').then(() => undefined)]);
      },
    };
  }

  /** A person signs in once. */
  async signIn(): Promise<void> {
    const { signal } = new AbortController();
    const asked = { redirectUri, secret: { ...secret, client_id: 'person' }, signal };
    const { url, finish } = await beginSignIn(
      scheme({ issuer: this.server.issuer, grant: this.#grant }),
      grantContext(),
      asked,
    );
    const { url: back } = await new Browser({ login: 'someone', password: 'any' }).visit(url, redirectUri);
    await this.administered().enter(await finish(back, signal), Date.now());
  }

  /**
   * The token in the hands of an administrator.
   *
   * @param clockAhead milliseconds
   */
  administered(clockAhead = 0) {
    const platform = localPlatform({
      directory: this.#directory,
      gateway,
      source,
      log: jsonLog(() => undefined, Date.now),
    });
    const keys = loadKeys({
      gateway,
      keys: platform.keys,
      now: Date.now,
      random: randomBytes,
      onFailure: () => undefined,
    });
    const one = scheme({ issuer: this.server.issuer, grant: this.#grant });
    const authentication = { schemes: { oauth: one }, alternatives: [['oauth']], privateAddresses: ['127.0.0.0/8'] };
    return administeredToken(
      tokenOptions('oauth', one, {
        authentication,
        platform: { ...platform, now: () => Date.now() + clockAhead },
        gateway,
        source,
        keys,
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill();
    await this.server[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true });
  }
}
