import * as z from 'zod';

/** A file or folder of the agent's machine. */
export const ownPath = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => !path.includes('\0'), { error: 'must be a path' })
    .meta({ description: `${description} Relative to the folder of this file, or absolute.`, examples: [example] });

/** The file that credentials are in. They never leave this network. */
export const ownSecret = (description: string) =>
  z
    .strictObject({
      file: ownPath('JSON or YAML, a map of texts, which its owner alone may read (mode 0600).', './secrets/hr.yaml'),
    })
    .meta({ description, examples: [{ file: './secrets/hr.yaml' }] });

/** The authorities that a server's certificate must be signed by. */
export const ownAuthorities = () =>
  ownPath(
    "Certificate authorities (PEM) that the server's certificate must be signed by. Default: those of Node.",
    './acme-ca.pem',
  );
