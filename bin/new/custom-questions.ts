import { ConfigError } from '../../config/config-error.ts';
import { folderReader } from '../../config/load/file-reader.ts';
import type { Definition } from '../../connectors/definition/definition.ts';
import { readDefinition } from '../../connectors/definition/read-definition.ts';
import { localPath } from '../../connectors/location.ts';
import { type ConnectorQuestions, definedQuestions } from './defined-questions.ts';

/** A definition is a file for people to read. */
const maximumMebibytes = 4;

/**
 * The questions of a connector of one's own: its definition, and what that asks for.
 *
 * @param directory the folder of the configuration
 */
export const customQuestions =
  (directory: string): ConnectorQuestions =>
  async (ask, serve) => {
    const read = folderReader(directory);
    const file = await ask('definition', {
      about: 'The definition of the connector: a file beside the configuration.',
      example: './own.connector.yaml',
      check: (answer) => {
        if (!localPath.safeParse(answer).success) return 'must be a path below the folder of the configuration';
        const named = read(answer, maximumMebibytes);
        return 'text' in named ? undefined : `${named.what}`;
      },
    });
    const definition = definitionIn(file, read);
    if (!definition) return { asked: ['definition'], settings: { definition: file } };
    const { asked, settings } = await definedQuestions(definition)(ask, serve);
    const { authentication, ...own } = settings;
    return {
      asked: ['definition', ...asked],
      settings: {
        definition: file,
        ...(Object.keys(own).length > 0 && { settings: own }),
        ...(authentication !== undefined && { authentication }),
      },
    };
  };

/**
 * `undefined` if there is no such file: nobody could be asked for it.
 *
 * @throws ConfigError with what is wrong in it
 */
const definitionIn = (file: string, read: ReturnType<typeof folderReader>): Definition | undefined => {
  const named = read(file, maximumMebibytes);
  if (!('text' in named)) return undefined;
  const { content, problems } = readDefinition(named.text, named.file, 'custom');
  if (!content) throw ConfigError.of(problems);
  return content;
};
