import { relative } from 'node:path';
import type { LocalHost } from '../../lambda/hosts/local.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { shownPath } from '../terminal/shown-path.ts';

/** What the commands are made from. */
export interface NextSteps {
  readonly host: LocalHost;
  /** The source that is pulled, if there is one. */
  readonly pulled: string | undefined;
  /** The source that is called, and where, if there is one. */
  readonly called: { readonly source: string; readonly path: string } | undefined;
  /** The sync that other programs can run too, if there is one. */
  readonly synced: string | undefined;
  /** Whether other programs do not find what stands in for that source's API. */
  readonly isMoved: boolean;
  /** As the person gave it. */
  readonly config: string;
  tokenFile(source: string): string;
  readonly logFile: string;
}

const root = relative(process.cwd(), `${import.meta.dirname}/../..`);

/** npm finds its scripts from the top folder of the package only; elsewhere the program is called by its path. */
const program =
  root === '' ? 'npm run -s sallyport --' : `${shellWord(process.execPath)} ${shellWord(`${root}/bin/sallyport.ts`)}`;

/** What to try next on a local host, as commands to copy. They work in the working directory of this process. */
export const nextSteps = (steps: NextSteps): string => {
  const { host, config, logFile } = steps;
  const from = config === 'sallyport.yaml' ? '' : ` --config ${shellWord(config)}`;
  const commands = [
    ...pullSteps(steps, from),
    ...callSteps(steps, from),
    ...syncSteps(steps, from),
    `${program} check${from}`,
  ];
  return `
The gate stands on http://127.0.0.1:${host.port}, each source under its name. Try, in another terminal:

${commands.map((command) => `  ${command}`).join('\n')}

What has no token is refused. What went on is in ${shownPath(logFile)}. Ctrl-C stops.`;
};

const bearer = (tokenFile: string): string => `-H "Authorization: Bearer $(cat ${shellWord(shownPath(tokenFile))})"`;

const pullSteps = ({ host, pulled, tokenFile }: NextSteps, from: string): readonly string[] => {
  if (pulled === undefined) return [];
  const url = host.urlOf(pulled);
  const meta = `${url}/elimity.insights.customgateway.v1alpha2.Service/Meta`;
  return [
    `${program} pull ${pulled} --url ${url}${from}`,
    `${program} pull ${pulled} --url ${url}${from} --json | head -3`,
    `curl -sS ${meta} ${bearer(tokenFile(pulled))} -H 'Content-Type: application/json' -d '{}'`,
    `curl -sSi -X POST ${meta}`,
  ];
};

const syncSteps = ({ synced }: NextSteps, from: string): readonly string[] =>
  synced === undefined
    ? []
    : [`${program} sync run ${synced} --dry-run${from}`, `${program} sync status ${synced}${from}`];

const callSteps = ({ host, called, isMoved, tokenFile }: NextSteps, from: string): readonly string[] => {
  if (!called?.path) return [];
  const { source, path } = called;
  const authorized = bearer(tokenFile(source));
  return [
    ...(isMoved ? [] : [`${program} preview ${source} ${shellWord(path)}${from}`]),
    `curl -sS ${shellWord(host.urlOf(source) + path)} ${authorized}`,
    `curl -sS ${shellWord(`${host.urlOf(source)}/not-named`)} ${authorized}`,
  ];
};
