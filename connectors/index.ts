import { catalog } from './catalog.ts';
import type { Connector } from './connector.ts';
import { custom } from './custom.ts';
import { file } from './file.ts';
import { ldap } from './ldap.ts';
import { openapi } from './openapi.ts';
import { scim } from './scim.ts';
import { sql } from './sql.ts';

/** All kinds of sources that this package knows. */
export const connectors: readonly Connector[] = [...catalog, custom, file, ldap, openapi, scim, sql];

/** The connector of that name (the word after `connector:` in the configuration), if there is one. */
export const connectorNamed = (name: string): Connector | undefined =>
  connectors.find((connector) => connector.name === name);
