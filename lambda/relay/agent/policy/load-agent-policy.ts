import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../../../../config/config-error.ts';
import type { KeyRemedies } from '../../../../config/load/explain.ts';
import { explain } from '../../../../config/load/explain.ts';
import type { FileKind } from '../../../../config/load/file-kind.ts';
import { folderReader } from '../../../../config/load/file-reader.ts';
import { readYaml } from '../../../../config/load/read-yaml.ts';
import type { AgentPolicy } from './agent-policy.ts';
import { compilePolicy } from './compile-policy.ts';
import { agentJsonSchema } from './schema/agent-json-schema.ts';
import { agentSchema } from './schema/agent-schema.ts';

const agentKind: FileKind = {
  maximumMebibytes: 4,
  largeRemedy: 'Long queries can lie in files of their own: queries: [ { file: ./people.sql } ].',
  beginning: 'It begins, for example: allow: []',
};

/**
 * Reads and checks the file that says what an agent may reach, and the files that it names.
 *
 * @param path of an `agent.yaml`
 * @throws ConfigError `config-not-found`, `config-unreadable`, or `config-invalid` with all problems at once
 * @example const policy = loadAgentPolicy('/etc/sallyport-agent/agent.yaml')
 */
export const loadAgentPolicy = (path: string): AgentPolicy => {
  refuseOthers(resolve(path));
  const read = folderReader(dirname(resolve(path)))(basename(path), agentKind.maximumMebibytes);
  if ('text' in read) return parseAgentPolicy(read.text, path);
  const isThere = read.what !== 'is not there';
  throw new ConfigError(
    isThere ? 'config-unreadable' : 'config-not-found',
    isThere ? `${path} ${read.what}. ${read.remedy}` : `There is no ${path}. ${howToStart}`,
  );
};

/** Others than the owner and the group. */
const othersWrite = 0o002;
/** In such a folder nobody replaces another's file, though all may write. */
const sticky = 0o1000;

/** Whoever may write it decides what the gate may reach: not everyone on the machine. On Windows modes mean nothing. */
const refuseOthers = (path: string): void => {
  if (process.platform === 'win32') return;
  const modeOf = (at: string): number => statSync(at, { throwIfNoEntry: false })?.mode ?? 0;
  const folder = modeOf(dirname(path));
  const isOpen =
    modeOf(path) & othersWrite ? path : folder & othersWrite && !(folder & sticky) ? dirname(path) : undefined;
  if (isOpen === undefined) return;
  throw new ConfigError(
    'config-unreadable',
    `Everyone on this machine may write ${isOpen}, and so decide what the gate may reach. Run chmod o-w ${isOpen}, and look at what is in the file.`,
  );
};

const howToStart =
  'It says what the gate may reach through this agent; without it, nothing. sallyport agent allow <source> prints what a source needs, for you to ' +
  'review and copy.';

/**
 * Checks the text of such a file.
 *
 * @param file its name in messages, and where paths are relative to
 * @throws ConfigError `config-invalid` with all problems at once, in the order of the file
 */
export const parseAgentPolicy = (text: string, file: string): AgentPolicy => {
  const { document, problems } = readYaml(text, file, agentKind);
  if (!document) throw ConfigError.of(problems);
  // The empty message marks what has no sentence of our own yet: Zod's are not for users.
  const { success, data, error } = agentSchema.safeParse(document.value, { error: () => '' });
  const found = success ? [] : explain(error.issues, document, agentJsonSchema(), keyRemedies);
  const { policy, problems: broken } = data
    ? compilePolicy(data, dirname(resolve(file)), document)
    : { policy: undefined, problems: [] };
  const all = [...problems, ...found, ...broken].toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (all.length > 0 || !policy) throw ConfigError.of(all);
  return policy;
};

const inSecret =
  'Remove it: nothing secret belongs into this file. Put it into one that its owner alone may read: secret: { file: ./secrets/hr.yaml }';

/** For keys that people know from elsewhere. */
const keyRemedies: KeyRemedies = {
  url: 'Write scheme, host, port and paths.',
  method: 'Write a list: methods: [GET]',
  path: 'Write a list: paths: [/api/people]',
  header: 'Write a list: headers: [x-api-version]',
  hosts: 'Write one rule for each host.',
  password: inSecret,
  user: inSecret,
  token: inSecret,
  credentials: inSecret,
};
