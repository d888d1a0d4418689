import * as z from 'zod';
import { host, port, serverOptions } from './server-options.ts';

/** A PostgreSQL server. */
export const postgresOptions = z
  .strictObject({
    host,
    port: port.default(5432).describe('TCP port of the server.'),
    database: z.string().min(1).max(63).describe('Name of the database.'),
    tls: z
      .enum(['verify-full', 'verify-ca', 'disable'])
      .default('verify-full')
      .describe(
        'verify-full: the certificate must be trusted and name the host. verify-ca: it must be trusted. disable: no TLS at all.',
      ),
    ...serverOptions,
  })
  .refine((value) => value.tls !== 'disable' || value.ca === undefined, {
    path: ['ca'],
    message: 'without TLS no certificate is checked: leave out ca, or set tls: verify-full',
  });

export type PostgresOptions = z.output<typeof postgresOptions>;
