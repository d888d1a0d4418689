import { catalogDefinition, catalogNames } from '../../../connectors/catalog.ts';
import { describeConnector } from '../describe-connector.ts';
import { connectorPage } from './connector-page.ts';
import { indexPage } from './index-page.ts';

/** The files of `docs/connectors/`, by their names. */
export const connectorPages = (): ReadonlyMap<string, string> => {
  const all = catalogNames.map((name) => describeConnector(catalogDefinition(name)));
  return new Map([
    ['README.md', indexPage(all)],
    ...all.map((described): [string, string] => [`${described.name}.md`, connectorPage(described)]),
  ]);
};
