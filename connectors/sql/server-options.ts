import { isIP } from 'node:net';
import * as z from 'zod';
import { credentialsOption } from '../credentials-option.ts';
import { localPath } from '../location.ts';

/** Where a server is, for every kind of database. */
export const host = z
  .string()
  .max(253)
  .refine(
    (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value),
    'write a host name or an IP address alone, such as db.example.com',
  )
  .describe('Host name or IP address of the server.');

/** A TCP port. Its default and its description are the database's own. */
export const port = z.int().min(1).max(65_535);

/** What is the same for every server: whom to trust, as whom to log in, how long to wait. */
export const serverOptions = {
  ca: localPath.optional().describe('File with the certificate authorities to trust (PEM). Default: those of Node.'),
  credentials: credentialsOption,
  timeout: z
    .int()
    .min(1)
    .max(3600)
    .default(300)
    .describe('Seconds the server may take for the first rows of a query, and for each further batch.'),
};

/** How a connection is protected, where a database can do without: MySQL and PostgreSQL. */
export const tls = z
  .enum(['verify-full', 'verify-ca', 'disable'])
  .default('verify-full')
  .describe(
    'verify-full: the certificate must be trusted and name the host. verify-ca: it must be trusted. disable: no TLS at all.',
  );

/** Whether the authorities to trust are of any use. */
export const isCaUsed = ({ tls, ca }: { readonly tls: string; readonly ca?: string | undefined }): boolean =>
  tls !== 'disable' || ca === undefined;

/** What is said where they are not. */
export const unusedCa = {
  path: ['ca'],
  message: 'without TLS no certificate is checked: leave out ca, or set tls: verify-full',
};
