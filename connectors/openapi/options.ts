import * as z from 'zod';
import { hostName } from '../authentication/written/host-name.ts';
import { privateRanges } from '../authentication/written/private-ranges.ts';
import { localPath } from '../location.ts';
import { limitsOption } from './limits-option.ts';
import { apiAuthenticationOption } from './security/document-option.ts';
import { localServerProblem, serverProblem } from './server-url.ts';

const url = (problem: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

/** Settings of a source of kind `openapi`, as they are written. */
export const openApiOptions = z.strictObject({
  shapes: localPath.meta({
    description: 'The shapes file: what of the API the vendor may call, and what of its answers may leave.',
    examples: ['./tickets.shapes.yaml'],
  }),
  document: localPath.optional().meta({
    description: 'The OpenAPI document (3.0, 3.1 or 3.2). Every endpoint of the shapes file must be in it.',
    examples: ['./tickets.openapi.yaml'],
  }),
  server: url(serverProblem)
    .optional()
    .meta({
      description:
        'The address that paths come after. Default: that of the shapes file, or else the first of the OpenAPI document.',
      examples: ['https://tickets.example.com/api'],
    }),
  localServer: url(localServerProblem)
    .optional()
    .meta({
      description: 'The address in place of server for sallyport start: a stand-in on this machine, perhaps.',
      examples: ['http://127.0.0.1:8790'],
    }),
  hosts: z
    .array(hostName('files.example.com'))
    .max(20)
    .default([])
    .meta({
      description: "Hosts that redirects may lead to, beside the server's own.",
      examples: [['files.example.com']],
    }),
  privateAddresses: privateRanges.meta({
    description: 'Ranges of private addresses that the hosts, and authorization servers, may have. Default: none.',
    examples: [['10.20.0.0/16']],
  }),
  limits: limitsOption,
  authentication: apiAuthenticationOption,
});

export type OpenApiSettings = z.output<typeof openApiOptions>;
