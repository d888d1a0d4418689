import type { Config } from '../../config/config.ts';
import { fieldsToEnter } from '../../connectors/fields-to-enter.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { type CloudHost, cloudNames } from '../../stacks/form-text.ts';
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
  const hosts = Object.keys(config.deploy) as readonly CloudHost[];
  const rows = [
    ...names.flatMap((name) => [...guideRows(config, name, from), ...enteringRows(config, name, from)]),
    [`sallyport check${from}`, 'what all sources ask for'],
    [`sallyport start${from}`, 'try them on this machine'],
    ...hosts.flatMap((host) => [
      deployRow(config, host, file),
      ...names.flatMap((name) => enteringRows(config, name, from, host)),
    ]),
    ...(hosts.length > 0 ? [[`sallyport onboard${from}`, 'what the vendor must know to call']] : []),
  ];
  const [, ...lines] = table([{ title: '' }, { title: '' }], rows).split('\n');
  return ['Next:', ...lines].join('\n');
};

const guideRows = (config: Config, name: string, from: string): readonly (readonly string[])[] => {
  const { guide } = connectorNamed(config.sources[name]!.connector)!;
  return guide ? [[`sallyport guide ${name}${from}`, 'what its administrator does']] : [];
};

/** @param host where it is deployed. @default - this machine */
const enteringRows = (config: Config, name: string, from: string, host?: CloudHost): readonly (readonly string[])[] => {
  const { connector, options } = config.sources[name]!;
  if (fieldsToEnter(connectorNamed(connector)!.requires(options)) === '') return [];
  const there = host === undefined ? '' : ` --host ${host}`;
  return [[`sallyport secrets set ${name}${from}${there}`, `enter what comes of it${host ? ' there' : ''}`]];
};

/** docs/deploying.md says what is before and after it. */
const deployRow = ({ gateway }: Config, host: CloudHost, file: string): readonly string[] => {
  const isUsual = file === 'sallyport.yaml';
  if (host === 'aws') return [`npx cdk deploy${isUsual ? '' : ` -c config=${shellWord(file)}`}`, 'deploy to AWS'];
  return [
    `${isUsual ? '' : `SALLYPORT_CONFIG=${shellWord(file)} `}npx cdktf synth`,
    `deploy to ${cloudNames[host]}: then terraform apply in cdktf.out/stacks/${gateway}-${host}`,
  ];
};
