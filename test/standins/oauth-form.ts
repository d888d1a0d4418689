import { Refusal, type StandInRequest } from './stand-in.ts';

/** The form of a token request. A stand-in takes no other content, and no member twice. */
export const oauthForm = ({ method, headers, body }: StandInRequest): Readonly<Record<string, string>> => {
  const type = headers['content-type']?.split(';')[0];
  const parameters = new URLSearchParams(body);
  const form = Object.fromEntries(parameters);
  if (method !== 'POST' || type !== 'application/x-www-form-urlencoded' || Object.keys(form).length !== parameters.size)
    throw new Refusal(400, { error: 'invalid_request', error_description: 'CANARY description' });
  return form;
};

/** An error as RFC 6749, section 5.2, has it. */
export const oauthRefusal = (status: number, error: string, more: object = {}): never => {
  throw new Refusal(status, { error, error_description: 'CANARY description', ...more });
};

/** The two parts of HTTP Basic, decoded as forms are (RFC 6749, section 2.3.1). */
export const basicOf = ({ headers }: StandInRequest): readonly [string, string] | undefined => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(/:(.*)/s);
  const decoded = (text: string): string => new URLSearchParams(`x=${text}`).get('x')!;
  return [decoded(id), decoded(secret)];
};
