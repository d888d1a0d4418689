import * as z from 'zod';
import { host, isCaUsed, port, serverOptions, tls, unusedCa } from './server-options.ts';

/** A PostgreSQL server. */
export const postgresOptions = z
  .strictObject({
    host,
    port: port.default(5432).describe('TCP port of the server.'),
    database: z.string().min(1).max(63).describe('Name of the database.'),
    tls,
    ...serverOptions,
  })
  .refine(isCaUsed, unusedCa);

export type PostgresOptions = z.output<typeof postgresOptions>;
