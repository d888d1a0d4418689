import { isIP } from 'node:net';
import * as z from 'zod';
import { privateRangeProblem } from '../../../../../connectors/authentication/private-range.ts';
import { privateRanges } from '../../../../../connectors/authentication/written/private-ranges.ts';
import { clientHeaders, neverHeaders } from '../http/allowed-headers.ts';
import { patternProblem } from '../http/path-pattern.ts';
import { hostOrSuffix, port } from './host.ts';
import { ownAuthorities, ownSecret } from './own-file.ts';

const example = {
  host: 'hr.acme.internal',
  paths: ['/api/v2/people', '/api/v2/people/*'],
  query: ['page'],
  addresses: ['10.20.0.0/16'],
};

/** CONNECT and TRACE are none of them. */
const method = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const pathPattern = z
  .string()
  .max(2048)
  .superRefine((text, context) => {
    const message = patternProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

const headerName = z
  .string()
  .max(256)
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'must be the name of a header in lower case, such as x-api-version' })
  .refine((name) => !neverHeaders.has(name) && !clientHeaders.has(name), {
    error: 'is a header that no source may be sent: it is for one connection, or makes another request of it',
  });

/** Calls of an HTTP API that are allowed. */
export const httpRuleSchema = z
  .strictObject({
    scheme: z
      .enum(['https', 'http'])
      .meta({ description: 'https, or http without any encryption. Default: https.', examples: ['https'] })
      .default('https'),
    host: hostOrSuffix,
    port: port('TCP port. Default: 443, or 80 of http.', 8443).optional(),
    methods: z
      .array(method)
      .min(1)
      .meta({ description: 'Methods that may be used. Default: GET and HEAD.', examples: [['GET', 'HEAD', 'POST']] })
      .default(['GET', 'HEAD']),
    paths: z
      .array(pathPattern)
      .min(1)
      .max(1_000)
      .meta({
        description:
          'Whole paths, without escapes. * stands for any text within one segment, /** at the end for one segment or more.',
        examples: [example.paths],
      }),
    query: z
      .union([z.literal('any'), z.array(z.string().min(1).max(256)).max(500)])
      .meta({ description: 'Parameters that the query may have, or any. Default: none.', examples: [['page', 'size']] })
      .default([]),
    headers: z
      .array(headerName)
      .max(200)
      .meta({
        description:
          'Headers that may be sent beside the usual ones (accept, authorization, content-type and the like).',
        examples: [['x-api-version']],
      })
      .default([]),
    escapedTwice: z
      .boolean()
      .meta({
        description:
          'Whether what * stands for may be escaped twice, for sources that decode their paths twice. Default: false.',
        examples: [true],
      })
      .default(false),
    addresses: privateRanges.meta({
      description:
        'Ranges of private addresses that the name of the host may have, so that nobody who changes a name leads elsewhere. Default: none, public addresses alone.',
      examples: [example.addresses],
    }),
    ca: ownAuthorities().optional(),
    secret: ownSecret(
      "Headers that are added here, such as authorization: Bearer …, in place of the gate's. They never leave this network.",
    ).optional(),
  })
  .superRefine(({ scheme, ca, host, addresses }, context) => {
    if (scheme === 'http' && ca !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['ca'],
        message: 'is for https: without TLS no certificate is checked',
      });
    const version = isIP(host);
    const problem = version && privateRangeProblem(`${host}/${version === 4 ? 32 : 128}`);
    if (problem) context.addIssue({ code: 'custom', path: ['host'], message: problem });
    if (addresses.length > 0 && version)
      context.addIssue({
        code: 'custom',
        path: ['addresses'],
        message: 'is for names: this host is an address itself',
      });
  })
  .meta({ description: 'Calls of an HTTP API.', examples: [example] });

/** Such a rule, as it is written with its defaults. */
export type WrittenHttpRule = z.output<typeof httpRuleSchema>;
