import * as z from 'zod';
import { mapOf } from './map-of.ts';

/** What all three clouds take as a tag's name and value: labels of Google Cloud are the strictest. */
const tagName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, {
    error: 'must be 1 to 63 lower-case letters, digits, - and _, beginning with a letter (what every cloud takes)',
  })
  .meta({ description: 'Name of a tag.', examples: ['cost-center'] });

const tagValue = z
  .string()
  .regex(/^[a-z0-9_-]{0,63}$/, {
    error:
      'must be at most 63 lower-case letters, digits, - and _ (what every cloud takes), in quotes if it is a number',
  })
  .meta({ description: 'Its value.', examples: ['4711'] });

/** Tags of everything that a deployment makes. */
export const tags = mapOf(tagName, tagValue)
  .refine((map) => Object.keys(map).length <= 40, {
    error: 'has more than 40 tags, and Azure takes no more than 50 in all',
  })
  .meta({
    description: 'Tags (labels on Google Cloud) of everything that is made.',
    examples: [{ 'cost-center': '4711' }],
  })
  .default({});
