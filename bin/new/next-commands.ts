import type { Config } from '../../config/config.ts';
import { fieldsToEnter } from '../../connectors/fields-to-enter.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { table } from '../terminal/table.ts';

/**
 * What to do after sources were added, as commands to copy.
 *
 * @param names the sources that are new
 * @param file the configuration, as the person gave it
 */
export const nextCommands = (config: Config, names: readonly string[], file: string): string => {
  const from = file === 'sallyport.yaml' ? '' : ` --config ${shellWord(file)}`;
  const rows = [
    ...names.flatMap((name) => sourceRows(config, name, from)),
    [`sallyport check${from}`, 'what all sources ask for'],
    [`sallyport start${from}`, 'try them on this machine'],
  ];
  const [, ...lines] = table([{ title: '' }, { title: '' }], rows).split('\n');
  return ['Next:', ...lines].join('\n');
};

const sourceRows = (config: Config, name: string, from: string): readonly (readonly string[])[] => {
  const { connector, options } = config.sources[name]!;
  const { guide, requires } = connectorNamed(connector)!;
  return [
    ...(guide ? [[`sallyport guide ${name}${from}`, 'what its administrator does']] : []),
    ...(fieldsToEnter(requires(options)) === ''
      ? []
      : [[`sallyport secrets set ${name}${from}`, 'enter what comes of it']]),
  ];
};
