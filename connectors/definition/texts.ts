import * as z from 'zod';

/** A text for people. */
export const sentence = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(600)
    .meta({ description, examples: [example] });

/** A page of the vendor's documentation. */
export const webPage = z
  .string()
  .regex(/^https:\/\/\S+$/, { error: 'must begin with https://' })
  .meta({ description: "A page of the vendor's documentation.", examples: ['https://docs.example.com/api/users'] });

/** An address that may hold settings. */
export const address = z.string().regex(/^(?:https:\/\/|\$\{)\S*[^/\s]$/, {
  error: 'must begin with https:// (or a setting), and not end with a slash',
});

/** Which of the permissions something needs. */
export const permissionNames = z
  .array(z.string().min(1))
  .default([])
  .meta({ description: 'Those of permissions that it needs.', examples: [['User.Read.All']] });
