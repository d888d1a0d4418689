import { isIP } from 'node:net';
import * as z from 'zod';

/**
 * What is wrong with a host; `undefined` if it is right. Only the form that connections are made with is taken: in every other one of an
 * address (octal, one number, IPv4 within IPv6) a reader may see another host than the resolver.
 */
const hostProblem = (text: string): string | undefined => {
  const url = URL.parse(`https://${isIP(text) === 6 ? `[${text}]` : text}/`);
  if (!url || /[/\\?#@:\s]/.test(isIP(text) === 6 ? '' : text)) return 'must be a name or an address of a host alone';
  if (text.endsWith('.')) return 'must not end with a dot';
  const canonical = url.hostname.replace(/^\[|\]$/g, '');
  return canonical === text ? undefined : `must be written as connections are made: ${canonical}`;
};

const checked = (wildcard: boolean) => (text: string, context: z.core.$RefinementCtx<string>) => {
  const isSuffix = wildcard && text.startsWith('*.');
  const host = isSuffix ? text.slice(2) : text;
  const message =
    host.includes('*') || (isSuffix && isIP(host) !== 0)
      ? `must be a host, such as hr.acme.internal${wildcard ? ', or *. and what names end with' : ''}`
      : hostProblem(host);
  if (message) context.addIssue({ code: 'custom', message });
};

/** One host: a name or an address. */
export const host = z
  .string()
  .min(1)
  .max(253)
  .superRefine(checked(false))
  .meta({
    description: 'Name or address of the server, exactly as the source has it.',
    examples: ['db.acme.internal'],
  });

/** One host, or all whose names end with something. */
export const hostOrSuffix = z
  .string()
  .min(1)
  .max(253)
  .superRefine(checked(true))
  .meta({
    description:
      'Name or address of the server. *.acme.internal stands for all names that end with it, and not for acme.internal.',
    examples: ['hr.acme.internal'],
  });

/** A TCP port. */
export const port = (description: string, example: number) =>
  z
    .int()
    .min(1)
    .max(65_535)
    .meta({ description, examples: [example] });
