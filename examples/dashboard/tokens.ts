import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { DashboardRefusal } from './dashboard-refusal.ts';

/** Who may log in. */
export interface DashboardLogin {
  readonly user: string;
  readonly password: string;
}

/** The tokens of a dashboard: who logs in by HTTP Basic gets one. */
export class Tokens {
  readonly #login: DashboardLogin;

  constructor(login: DashboardLogin) {
    this.#login = login;
  }

  /** Gives a token. Throws a refusal for everybody but the one who may log in. */
  issue({ headers }: IncomingMessage): string {
    const { user, password } = this.#login;
    const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (headers.authorization !== expected) throw new DashboardRefusal(401, 'user and password are not right');
    return this.#signed(randomBytes(12).toString('base64url'));
  }

  /** Throws a refusal for requests without a token of ours. */
  check({ headers }: IncomingMessage): void {
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const [given, right] = [Buffer.from(token), Buffer.from(this.#signed(token.split('.')[0]!))];
    if (given.length === right.length && timingSafeEqual(given, right)) return;
    throw new DashboardRefusal(401, 'log in first');
  }

  /** As a dashboard with a memory of its own would, this one knows its tokens after it was started again. */
  #signed(content: string): string {
    return `${content}.${createHmac('sha256', this.#login.password).update(content).digest('base64url')}`;
  }
}
