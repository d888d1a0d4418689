import { createHash, randomBytes } from 'node:crypto';
import { isAgentName } from './agent-name.ts';

/** Written in a code, its three parts. */
export interface CodeParts {
  readonly agent: string;
  /** SHA-256 of the authority's certificate, Base64url. */
  readonly authority: string;
}

const secretBytes = 16;
const form = /^([a-z0-9-]{1,32})\.[\w-]{22}\.([\w-]{43})$/;

/**
 * Makes a code: `<agent>.<secret>.<fingerprint of the authority>`. Its secret has 128 bits that nobody can foresee.
 *
 * @example newCode({ agent: 'berlin', authority: authority.fingerprint })
 */
export const newCode = ({ agent, authority }: CodeParts): string =>
  `${agent}.${randomBytes(secretBytes).toString('base64url')}.${authority}`;

/** What a code says of itself; `undefined` if it is none. */
export const codeParts = (code: string): CodeParts | undefined => {
  const [, agent, authority = ''] = form.exec(code) ?? [];
  return isAgentName(agent) ? { agent, authority } : undefined;
};

/** Where the registry keeps a code. Who reads the registry learns no code from it. */
export const codeState = (code: string): string => `codes/${createHash('sha256').update(code).digest('hex')}`;
