import * as z from 'zod';

/** No longer than this, so that `<gateway>-<source>` is a name for everything a cloud makes of it (AWS functions and roles: 64). */
export const gatewayNameLength = 24;
export const sourceNameLength = 32;

/** Begins with a letter, ends with a letter or digit, no two hyphens in a row: what every cloud accepts as a part of a name. */
const word = '[a-z][a-z0-9]*(-[a-z0-9]+)*';

const name = (length: number, description: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^(?=.{1,${length}}$)${word}$`), {
      error: `must be 1 to ${length} lower-case letters, digits and single hyphens, beginning with a letter, such as ${example}`,
    })
    .meta({ description, examples: [example] });

/** The name of a gateway, which every resource's name begins with. */
export const gatewayName = name(
  gatewayNameLength,
  'Name of this gateway: the beginning of every resource name in your cloud account.',
  'acme',
);

/** The name of a vendor. */
export const vendorName = name(32, 'Name of the vendor that calls this gateway.', 'elimity');

/** The name of a source: a part of resource names, and of its path on the local host. */
export const sourceName = name(sourceNameLength, 'Name of a source: the end of its resource names.', 'people');

/** The name of a sync, which is among those of sources. */
export const syncName = name(sourceNameLength, 'Name of a sync: the end of its resource names.', 'bi-users');

/** The name of a route: a part of resource names. */
export const routeName = name(16, 'Name of a route: a part of resource names.', 'bi');

/** The name of a registrar, as the log has it. */
export const registrarName = name(32, 'Name of the registrar: what the log calls it.', 'platform-team');

/** The name of an agent, as it is enrolled. */
export const agentName = name(32, 'Name of an agent.', 'berlin');

/** The name of a server that users authenticate at, as the log has it. */
export const serverName = name(32, 'Name of the server: what the log calls it.', 'login');
