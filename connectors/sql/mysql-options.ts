import { isIP } from 'node:net';
import * as z from 'zod';
import { host, isCaUsed, port, serverOptions, tls, unusedCa } from './server-options.ts';

/** A MySQL or MariaDB server. */
export const mysqlOptions = z
  .strictObject({
    host,
    port: port.default(3306).describe('TCP port of the server.'),
    database: z.string().min(1).max(64).describe('Name of the database.'),
    tls,
    ...serverOptions,
  })
  .refine(isCaUsed, unusedCa)
  // The driver compares a certificate with names alone: for an address it would take one of `localhost` for the right one.
  .refine((value) => value.tls !== 'verify-full' || isIP(value.host) === 0, {
    path: ['host'],
    message:
      'is an IP address, which no certificate is compared with: write the name of the host, or set tls: verify-ca',
  });

export type MysqlOptions = z.output<typeof mysqlOptions>;
