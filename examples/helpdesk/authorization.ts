import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from './page-of.ts';
import { Refusal } from './refusal.ts';

/** A client of the help desk's authorization server. */
export interface HelpdeskClient {
  readonly id: string;
  readonly secret: string;
}

/** Whom the help desk lets in. */
export interface AuthorizationOptions {
  /** A token that somebody was given by hand. */
  readonly token?: string | undefined;
  /** Who may get tokens that last for five minutes. */
  readonly client?: HelpdeskClient | undefined;
}

const lifetimeSeconds = 300;
const scopes: readonly string[] = ['read', 'comment'];

/** The authorization server of the help desk, at `/oauth/token`: client credentials (RFC 6749, section 4.4), and nothing else. */
export class Authorization {
  readonly #options: AuthorizationOptions;

  constructor(options: AuthorizationOptions) {
    this.#options = options;
  }

  /** Throws a Refusal for requests that carry no token, or one that is not valid. */
  check({ headers }: IncomingMessage): void {
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (token !== '' && (token === this.#options.token || this.#endOf(token) > Date.now())) return;
    throw new Refusal(401, 'unauthorized', 'Who are you?', { 'www-authenticate': 'Bearer realm="helpdesk"' });
  }

  /** Gives a token. Throws a Refusal with the codes of RFC 6749, section 5.2. */
  async issue(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'POST') throw new Refusal(405, 'invalid_request', 'Post it.', { allow: 'POST' });
    const form = new URLSearchParams(await text(request));
    this.#checkClient(request);
    if (form.get('grant_type') !== 'client_credentials')
      throw new Refusal(400, 'unsupported_grant_type', 'Not that one.');
    const scope = form.get('scope')?.split(' ') ?? scopes;
    if (!scope.every((each) => scopes.includes(each))) throw new Refusal(400, 'invalid_scope', 'Not that far.');
    const token = this.#signed(`${Date.now() + lifetimeSeconds * 1_000}.${randomBytes(12).toString('base64url')}`);
    const value = { access_token: token, token_type: 'bearer', expires_in: lifetimeSeconds, scope: scope.join(' ') };
    return { status: 200, value, headers: { 'cache-control': 'no-store' } };
  }

  /** As a server with a memory of its own would, this one knows its tokens after it was started again. */
  #signed(content: string): string {
    const key = this.#options.client?.secret ?? '';
    return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
  }

  /** When a token ends in milliseconds since 1970; 0 if it is none of ours. */
  #endOf(token: string): number {
    const content = token.slice(0, Math.max(0, token.lastIndexOf('.')));
    const [given, right] = [Buffer.from(token), Buffer.from(this.#signed(content))];
    const isOurs = this.#options.client !== undefined && given.length === right.length && timingSafeEqual(given, right);
    return isOurs ? Number.parseInt(content, 10) : 0;
  }

  #checkClient({ headers }: IncomingMessage): void {
    const { client } = this.#options;
    const expected = client && `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    if (expected !== undefined && headers.authorization === expected) return;
    throw new Refusal(401, 'invalid_client', 'Who are you?', { 'www-authenticate': 'Basic realm="helpdesk"' });
  }
}
