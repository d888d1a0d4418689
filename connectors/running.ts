import type { SourceConfig } from '../config/config.ts';
import type { RunningConnector } from './connector.ts';
import { runningDefined } from './defined/running-defined.ts';
import { runningFile } from './file/running-file.ts';
import { runningLdap } from './ldap/running-ldap.ts';
import { runningOpenApi } from './openapi/running-openapi.ts';
import { runningScim } from './scim/running-scim.ts';
import { runningSql } from './sql/running-sql.ts';

const generic: Readonly<Record<string, RunningConnector>> = {
  file: runningFile,
  ldap: runningLdap,
  openapi: runningOpenApi,
  scim: runningScim,
  sql: runningSql,
};

/**
 * What of a source's connector runs in the handler, if it is one. All that are data (those of `catalog/`, and a customer's own) run by one engine: what makes
 * them differ stands in the source's options. How options are written and what a connector asks for is known when a source is deployed
 * (`index.ts`), and no part of the handler.
 */
export const runningConnector = ({
  connector,
  options,
}: Pick<SourceConfig, 'connector' | 'options'>): RunningConnector | undefined => {
  if (Object.hasOwn(generic, connector)) return generic[connector];
  // Only what was resolved out of a definition has one.
  return Object.hasOwn(options, 'plan') ? runningDefined : undefined;
};
