import { catalogDefinition, catalogNames } from '../../connectors/catalog.ts';
import type { Connector } from '../../connectors/connector.ts';
import { customQuestions } from './custom-questions.ts';
import { type ConnectorQuestions, definedQuestions } from './defined-questions.ts';
import { sqlQuestions } from './sql-questions.ts';
import { starterQuestions } from './starter-questions.ts';

/**
 * The questions of a connector.
 *
 * @param directory the folder of the configuration, which files are named from
 */
export const connectorQuestions = ({ name }: Connector, directory: string): ConnectorQuestions => {
  if (catalogNames.includes(name)) return definedQuestions(catalogDefinition(name));
  if (name === 'custom') return customQuestions(directory);
  if (name === 'sql') return sqlQuestions;
  return starterQuestions(name);
};
