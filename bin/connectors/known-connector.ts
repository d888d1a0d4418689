import { closest } from '../../config/closest.ts';
import type { Connector } from '../../connectors/connector.ts';
import { connectorNamed, connectors } from '../../connectors/index.ts';
import { CommandError, exitCode } from '../exit-code.ts';

/**
 * The connector of that name.
 *
 * @throws CommandError that says what may have been meant
 */
export const knownConnector = (name: string): Connector => {
  const known = connectorNamed(name);
  if (known) return known;
  const meant = closest(
    name,
    connectors.map((each) => each.name),
  );
  throw new CommandError(
    exitCode.usage,
    `There is no connector ${name}. ${meant ? `Did you mean ${meant}?` : 'They are listed by: sallyport connectors'}`,
  );
};
