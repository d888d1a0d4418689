import { relative } from 'node:path';
import type { LocalHost } from '../../lambda/hosts/local.ts';

/** What the commands are made from. */
export interface NextSteps {
  readonly host: LocalHost;
  /** The source that they try. */
  readonly source: string;
  /** As the person gave it. */
  readonly config: string;
  readonly tokenFile: string;
  readonly logFile: string;
}

const root = relative(process.cwd(), `${import.meta.dirname}/../..`);

/** A word as a shell takes it. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** npm finds its scripts from the top folder of the package only; elsewhere the program is called by its path. */
const program =
  root === '' ? 'npm run -s sallyport --' : `${word(process.execPath)} ${word(`${root}/bin/sallyport.ts`)}`;

/** A path as short as it can be. */
const shown = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
};

/** What to try next on a local host, as commands to copy. They work in the working directory of this process. */
export const nextSteps = ({ host, source, config, tokenFile, logFile }: NextSteps): string => {
  const url = host.urlOf(source);
  const from = config === 'sallyport.yaml' ? '' : ` --config ${word(config)}`;
  const meta = `${url}/elimity.insights.customgateway.v1alpha2.Service/Meta`;
  const token = word(shown(tokenFile));
  return `
The gate stands on http://127.0.0.1:${host.port}, each source under its name. Try, in another terminal:

  ${program} pull ${source} --url ${url}${from}
  ${program} pull ${source} --url ${url}${from} --json | head -3
  curl -sS ${meta} -H "Authorization: Bearer $(cat ${token})" -H 'Content-Type: application/json' -d '{}'
  curl -sSi -X POST ${meta}
  ${program} check${from}

The last but one has no token and is refused. What went on is in ${shown(logFile)}. Ctrl-C stops.`;
};
