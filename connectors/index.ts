import { catalog } from './catalog.ts';
import type { Connector } from './connector.ts';
import { custom } from './custom.ts';
import type { Destination } from './destination.ts';
import { http } from './destinations/http.ts';
import { panintelligence } from './destinations/panintelligence.ts';
import { file } from './file.ts';
import { ldap } from './ldap.ts';
import { openapi } from './openapi.ts';
import { scim } from './scim.ts';
import { sql } from './sql.ts';

/** How systems are written to, by the connector that reads them. */
const destinations: Readonly<Record<string, Destination<never>>> = { custom: http, panintelligence };

const withDestination = (connector: Connector): Connector => {
  if (!Object.hasOwn(destinations, connector.name)) return connector;
  // What a definition says of a connector is read when it is first asked for.
  return Object.defineProperties({} as Connector, {
    ...Object.getOwnPropertyDescriptors(connector),
    destination: { value: destinations[connector.name], enumerable: true },
  });
};

/** All kinds of sources that this package knows, and how they are written to. */
export const connectors: readonly Connector[] = [...catalog, custom, file, ldap, openapi, scim, sql].map(
  withDestination,
);

/** The connector of that name (the word after `connector:` in the configuration), if there is one. */
export const connectorNamed = (name: string): Connector | undefined =>
  connectors.find((connector) => connector.name === name);
