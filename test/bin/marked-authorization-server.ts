import { createHash } from 'node:crypto';
import { Refusal, type StandIn, type StandInRequest, startStandIn } from '../standins/stand-in.ts';

/** Everything that nobody may see is marked with this word. */
export const mark = 'CANARY';

/** What the server wants to see. */
export const accepted = { client_id: 'gate', client_secret: `${mark}-secret` };

/**
 * An authorization server whose tokens, codes and descriptions of errors are marked. It is strict about the client, about codes (once,
 * with their verifier) and about refresh tokens (once).
 */
export const startMarkedServer = async (): Promise<StandIn> => {
  const challenges = new Map<string, string>();
  const refreshTokens = new Set<string>();
  let count = 0;

  const give = (withRefresh: boolean) => {
    const access_token = `${mark}-access-${++count}`;
    if (!withRefresh) return { access_token, token_type: 'Bearer', expires_in: 3_600 };
    const refresh_token = `${mark}-refresh-${count}`;
    refreshTokens.add(refresh_token);
    return { access_token, refresh_token, token_type: 'Bearer', expires_in: 3_600 };
  };

  const token = (form: URLSearchParams) => {
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return give(false);
      case 'authorization_code': {
        const code = form.get('code') ?? '';
        const challenge = challenges.get(code);
        challenges.delete(code);
        const verified = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (challenge !== verified) throw refused('invalid_grant');
        return give(true);
      }
      case 'refresh_token':
        if (!refreshTokens.delete(form.get('refresh_token') ?? '')) throw refused('invalid_grant');
        return give(true);
      default:
        return form.get('device_code') === `${mark}-device` ? give(true) : refuse('unsupported_grant_type');
    }
  };

  return startStandIn(({ method, path, query, headers, body }: StandInRequest) => {
    if (method === 'GET' && path === '/authorize') {
      const code = `${mark}-code-${++count}`;
      challenges.set(code, query.get('code_challenge') ?? '');
      const back = new URL(query.get('redirect_uri')!);
      back.search = String(new URLSearchParams({ code, state: query.get('state')! }));
      return { status: 302, headers: { location: back.href } };
    }
    const pair = `${accepted.client_id}:${accepted.client_secret}`;
    if (headers.authorization !== `Basic ${Buffer.from(pair).toString('base64')}`) throw refused('invalid_client', 401);
    const form = new URLSearchParams(body);
    if (path === '/token') return { status: 200, body: token(form) };
    if (path === '/device') {
      const codes = { device_code: `${mark}-device`, user_code: 'WDJB-MJHT', expires_in: 600, interval: 1 };
      return { status: 200, body: { ...codes, verification_uri: 'https://login.example.com/device' } };
    }
    if (path === '/revoke') return { status: form.get('token')?.includes(mark) ? 200 : 400 };
    throw new Refusal(404, '');
  });
};

const refused = (error: string, status = 400): Refusal =>
  new Refusal(status, { error, error_description: `${mark}-description` });

const refuse = (error: string): never => {
  throw refused(error);
};
