import * as z from 'zod';
import { privateRanges } from '../authentication/written/private-ranges.ts';
import { localServerProblem, serverProblem } from '../openapi/server-url.ts';

const url = (problem: (text: string) => string | undefined) =>
  z
    .string()
    .max(2_048)
    .superRefine((text, context) => {
      const message = problem(text);
      if (message) context.addIssue({ code: 'custom', message });
    });

/**
 * Where a destination is: the settings that every one over HTTP has.
 *
 * @param description what the address is of
 */
export const addressOptions = (description: string, example: string) => ({
  baseUrl: url(serverProblem).meta({ description, examples: [example] }),
  localServer: url(localServerProblem)
    .optional()
    .meta({
      description: 'The address in place of baseUrl for sallyport start: a stand-in on this machine, perhaps.',
      examples: ['http://127.0.0.1:8790'],
    }),
  privateAddresses: privateRanges.meta({
    description: 'Ranges of private addresses that the destination may have. Default: none.',
    examples: [['10.20.0.0/16']],
  }),
});
