import * as z from 'zod';
import { addressOptions } from '../address-options.ts';

/** Settings of a destination of kind `panintelligence`, as they are written. */
export const panintelligenceOptions = z.strictObject({
  ...addressOptions('Address of version 2 of the API of the dashboard.', 'https://bi.acme.example/pi/api/v2'),
  others: z
    .enum(['keep', 'replace'])
    .default('keep')
    .meta({
      description:
        'What becomes of what a user has and the map does not name. keep: it is read first, and sent again. replace: it is gone, for what a payload leaves out the dashboard takes away.',
      examples: ['replace'],
    }),
  payloadParameter: z
    .enum(['usercode', 'userId'])
    .default('usercode')
    .meta({
      description:
        'The parameter of GET /users/syncPayload that names the user: by its user code, or by its number. Look into the API document of your version.',
      examples: ['userId'],
    }),
});

export type PanintelligenceOptions = z.output<typeof panintelligenceOptions>;
