import { TokenError } from '../../../lambda/tokens/token-error.ts';
import type { SchemeSecret, TokenAnswer, TokenGrant } from '../../../lambda/tokens/token-grant.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';

/** How an authorization server behaves. */
export interface TokenServerOptions {
  /** Seconds. */
  readonly lifetime?: number;
  /** Milliseconds that each request takes. */
  readonly latency?: number | (() => number);
  /** Whether it gives refresh tokens, and takes each of them once only. */
  readonly rotates?: boolean;
  /** Whether a refresh token that comes twice ends all tokens of its family (RFC 9700, section 4.14.2). @default true */
  readonly detectsReuse?: boolean;
  /** Whether it gives tokens without a person. @default true */
  readonly givesFreely?: boolean;
}

/**
 * An authorization server as a model in memory, on a virtual clock: strict about client secrets, about the life of tokens, and about
 * refresh tokens, each of which it takes once.
 */
export class TokenServer implements TokenGrant {
  readonly requests: { readonly kind: 'obtain' | 'refresh' | 'revoke'; readonly at: number }[] = [];
  /** Requests under way at the same time, at most. */
  mostAtOnce = 0;
  /** Refresh tokens that came a second time. */
  reused = 0;
  /** Client secrets that are accepted. */
  valid: ReadonlySet<string> = new Set(['right']);
  /** Thrown in the place of the next answers, after the request was received. */
  readonly failures: TokenError[] = [];
  /** Answers that are lost on their way: the server has done its part. */
  lost = 0;
  /** Of the next answers, in the place of the server's own. */
  answer: Partial<TokenAnswer> = {};
  readonly #clock: VirtualClock;
  readonly #options: Required<TokenServerOptions>;
  readonly #access = new Map<string, { readonly family: number; readonly until: number }>();
  readonly #refresh = new Map<string, { readonly family: number; isUsed: boolean }>();
  readonly #ended = new Set<number>();
  #count = 0;
  #underWay = 0;
  readonly obtain?: NonNullable<TokenGrant['obtain']>;

  constructor(clock: VirtualClock, options: TokenServerOptions = {}) {
    this.#clock = clock;
    this.#options = { lifetime: 3_600, latency: 50, rotates: false, detectsReuse: true, givesFreely: true, ...options };
    if (this.#options.givesFreely) this.obtain = (secret) => this.#request('obtain', secret, () => this.signIn());
  }

  /** What a person's sign-in gives. */
  signIn(): TokenAnswer {
    return this.#give(++this.#count);
  }

  refresh(refreshToken: string, secret: SchemeSecret): Promise<TokenAnswer> {
    return this.#request('refresh', secret, () => {
      const known = this.#refresh.get(refreshToken);
      if (!known || this.#ended.has(known.family)) throw refused();
      if (known.isUsed) {
        this.reused++;
        if (this.#options.detectsReuse) this.#ended.add(known.family);
        throw refused();
      }
      known.isUsed = this.#options.rotates;
      const answer = this.#give(known.family);
      return this.#options.rotates ? answer : { ...answer, refreshToken: undefined };
    });
  }

  async revoke({ token }: { readonly token: string }): Promise<boolean> {
    this.requests.push({ kind: 'revoke', at: this.#clock.now() });
    const known = this.#refresh.get(token) ?? this.#access.get(token);
    if (known) this.#ended.add(known.family);
    return true;
  }

  /** Whether the source would take this token now. */
  accepts(token: string | undefined): boolean {
    const known = this.#access.get(token ?? '');
    return known !== undefined && !this.#ended.has(known.family) && this.#clock.now() < known.until;
  }

  /** Ends an access token before its time. */
  end(token: string | undefined): void {
    this.#access.delete(token ?? '');
  }

  async #request(
    kind: 'obtain' | 'refresh',
    { client_secret: clientSecret = '' }: SchemeSecret,
    answer: () => TokenAnswer,
  ): Promise<TokenAnswer> {
    const { latency } = this.#options;
    const half = (typeof latency === 'number' ? latency : latency()) / 2;
    this.requests.push({ kind, at: this.#clock.now() });
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    try {
      await this.#clock.sleep(half);
      const failure = this.failures.shift();
      if (failure) throw failure;
      if (!this.valid.has(clientSecret))
        throw new TokenError('token-client-refused', 'enter the client secret again', { oauth: 'invalid_client' });
      const given = answer();
      await this.#clock.sleep(half);
      if (this.lost > 0) {
        this.lost--;
        throw new TokenError('token-unreachable', 'the answer broke off');
      }
      return { ...given, ...this.answer };
    } finally {
      this.#underWay--;
    }
  }

  #give(family: number): TokenAnswer {
    const number = ++this.#count;
    const { lifetime, rotates, givesFreely } = this.#options;
    const accessToken = `access-${number}`;
    this.#access.set(accessToken, { family, until: this.#clock.now() + lifetime * 1_000 });
    if (!rotates && givesFreely) return { accessToken, tokenType: 'Bearer', expiresIn: lifetime };
    const refreshToken = `refresh-${number}`;
    this.#refresh.set(refreshToken, { family, isUsed: false });
    return { accessToken, tokenType: 'Bearer', expiresIn: lifetime, refreshToken };
  }
}

const refused = (): TokenError =>
  new TokenError('token-grant-refused', 'the refresh token is not accepted', { oauth: 'invalid_grant' });
