import * as z from 'zod';
import { isLoopback } from '../is-loopback.ts';

/**
 * What is wrong with an address of an authorization server; `undefined` if it is right: https, or http on this machine. A query is
 * allowed (RFC 6749, section 3.2), a fragment is not.
 *
 * @example addressProblem('http://login.example.com/token') // 'must begin with https://'
 */
export const addressProblem = (text: string): string | undefined => {
  const url = URL.parse(text);
  const isPlain = text.startsWith('http://') && isLoopback(url?.hostname ?? '');
  if (!isPlain && !text.startsWith('https://')) return 'must begin with https://';
  if (!url || /[\s\\]/.test(text)) return 'is not a URL';
  if (url.username || url.password) return 'must not hold a user or password';
  if (text.includes('#')) return 'must not have a fragment (the part from "#" on)';
  return undefined;
};

/** An address of an authorization server, kept as it is written. */
export const serverAddress = (description: string, example: string) =>
  z
    .string()
    .max(2048)
    .superRefine((text, context) => {
      const message = addressProblem(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .meta({ description, examples: [example] });
