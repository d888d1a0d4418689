import * as z from 'zod';
import { mapOf } from './map-of.ts';
import { text } from './text.ts';

/** Claims that are checked always, each by its own rule (RFC 7519, section 4.1). */
const reserved = ['iss', 'aud', 'exp', 'nbf', 'iat'];

/** The name of a claim that the configuration may ask for. */
export const claimName = z
  .string()
  .min(1, { error: 'must not be empty' })
  .regex(new RegExp(`^(?!(${reserved.join('|')})$)`), {
    error: `is checked in every token already (as are ${reserved.join(', ')}): remove it`,
  })
  .meta({ description: 'Name of a claim.', examples: ['base_url'] });

/** Claims that a token must carry, by name; each is text that is compared exactly. */
export const claims = (description: string, example: Readonly<Record<string, string>>) =>
  mapOf(claimName, text('The exact value, as text.', '42'))
    .meta({ description, examples: [example] })
    .default({});
