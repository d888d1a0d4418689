import * as z from 'zod';
import type { VendorConfig } from '../config.ts';
import { defaultProfile } from './default-profile.ts';
import { identity } from './identity.ts';
import { vendorName } from './name.ts';

/** The vendor of a gateway. The profile follows from the identities unless it is given. */
export const vendor = z
  .strictObject({
    name: vendorName,
    profile: z
      .enum(['bearer', 'platform'])
      .meta({
        description:
          'How the identity is proved. bearer: a JWT that the gateway verifies. platform: an identity of the cloud, verified ' +
          'before the gateway runs. Default: bearer if identity has jwt, otherwise platform.',
        examples: ['bearer'],
      })
      .optional(),
    identity,
  })
  .transform(
    ({ name, profile, identity }): VendorConfig => ({ name, profile: profile ?? defaultProfile(identity), identity }),
  )
  .meta({
    description: 'The vendor whose service calls this gateway.',
    examples: [{ name: 'elimity', identity: { jwt: { issuer: 'https://auth.elimity.com/', audience: 'gateway' } } }],
  });
