import * as z from 'zod';
import { host, port, serverOptions } from './server-options.ts';

/** A Microsoft SQL Server, or an Azure SQL database. */
export const sqlserverOptions = z
  .strictObject({
    host,
    port: port.optional().describe('TCP port of the server. Default: 1433.'),
    instance: z
      .string()
      .regex(/^[\p{L}_#][\p{L}\p{N}_#$]{0,15}$/u, 'write the name of the instance alone, such as SQLEXPRESS')
      .optional()
      .describe('A named instance, whose port the server is asked for (UDP 1434) each time. A fixed port is better.'),
    database: z.string().min(1).max(128).describe('Name of the database.'),
    tls: z
      .enum(['verify-full', 'strict', 'trust'])
      .default('verify-full')
      .describe(
        'verify-full: the certificate must be trusted and name the host. strict: the same by TDS 8.0, all of it within TLS (SQL Server ' +
          '2022 or later, Azure SQL). trust: any certificate, so whoever is in between can read the password.',
      ),
    certificateName: host
      .optional()
      .describe('The name that is in the certificate, if it is not the host: that of a listener or an alias.'),
    ...serverOptions,
  })
  .refine((value) => value.port === undefined || value.instance === undefined, {
    path: ['instance'],
    message: 'has a port of its own: leave out instance, or port',
  })
  .refine((value) => value.tls !== 'trust' || (value.ca === undefined && value.certificateName === undefined), {
    path: ['tls'],
    message: 'trust checks no certificate: leave out ca and certificateName, or set tls: verify-full',
  });

export type SqlserverOptions = z.output<typeof sqlserverOptions>;
