import { catalogDefinition, catalogNames } from '../../connectors/catalog.ts';
import { connectors } from '../../connectors/index.ts';
import { table } from '../terminal/table.ts';

/** A kind of source in a few words. */
export interface ListedConnector {
  readonly name: string;
  readonly title: string;
  readonly modes: readonly string[];
  /** Ways to prove who calls, by their names, the default first. Empty where a source says its own, or none is needed. */
  readonly authentication: readonly string[];
}

/** All kinds of sources: those that are data first, then those that are code. */
export const listConnectors = (): readonly ListedConnector[] => {
  const listed = connectors.map(({ name, title, modes }) => ({
    name,
    title,
    modes,
    authentication: catalogNames.includes(name) ? Object.keys(catalogDefinition(name).authentication) : [],
  }));
  const isData = ({ name }: ListedConnector): boolean => catalogNames.includes(name);
  return [...listed.filter(isData), ...listed.filter((each) => !isData(each))];
};

/** The same as a table. */
export const listedText = (listed: readonly ListedConnector[]): string =>
  table(
    [{ title: 'connector' }, { title: 'what' }, { title: 'serves' }, { title: 'authentication' }],
    listed.map(({ name, title, modes, authentication }) => [
      name,
      title,
      modes.join(', '),
      authentication.join(', ') || 'as the source says',
    ]),
  );
