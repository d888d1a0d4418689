import { constants, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportContext, OpenFile, RunningConnector } from '../../../../connectors/connector.ts';
import { runningFile } from '../../../../connectors/file/running-file.ts';
import { runningLdap } from '../../../../connectors/ldap/running-ldap.ts';
import { runningSql } from '../../../../connectors/sql/running-sql.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import type { RelayedAnswer, RelayedImport } from '../../relayed-request.ts';
import { writeBatch } from '../../written-batch.ts';
import { checkFiles } from '../policy/files/check-files.ts';
import { checkLdap } from '../policy/ldap/check-ldap.ts';
import { ownSecret } from '../policy/own-secret.ts';
import { PolicyRefusal } from '../policy/policy-refusal.ts';
import { checkSql } from '../policy/sql/check-sql.ts';
import type { RunContext } from '../run-request.ts';
import { allowedPath } from './allowed-path.ts';
import type { RunRequestOptions } from './create-run-request.ts';
import { limitedBytes } from './limited-bytes.ts';
import { plainRecord } from './plain-record.ts';

/** Runs one import. */
export type RunImport = (request: RelayedImport, context: RunContext) => Promise<RelayedAnswer>;

/** An import that the file allows. */
interface AllowedImport {
  readonly connector: RunningConnector;
  readonly options: unknown;
  readonly paths: ReadonlyMap<string, string>;
  readonly secret: string | undefined;
}

/**
 * Imports of databases, directories and files that the agent's own file allows. The answer's body is a line for each batch
 * (`written-batch.ts`).
 *
 * The function that it gives throws PolicyRefusal or PlatformError; the body SourceError besides.
 */
export const runImport =
  ({ policy, now, random }: Pick<RunRequestOptions, 'policy' | 'now' | 'random'>): RunImport =>
  async (request, { signal }) => {
    const { connector, options, paths, secret } = allowed(policy, request);
    const own = secret === undefined ? undefined : ownSecret(secret);
    const context: ImportContext = {
      cursor: request.cursor,
      fields: own ? {} : plainRecord(request.fields),
      signal,
      secret: async () => own ?? plainRecord(request.secret),
      fetch: noFetch,
      fetchSource: noFetch,
      cursorSeal: () => Promise.reject(noGate('a key of the gate')),
      now,
      random,
      sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
      open: (location) => openFile(allowedPath(paths, location)),
      path: (location) => allowedPath(paths, location),
    };
    const { answerMebibytes } = policy.limits;
    const most = answerMebibytes && answerMebibytes * 1024 * 1024;
    const written = writtenBatches(connector.import!(options, context));
    return { head: {}, body: limitedBytes(written, { most, what: 'the answer' }) };
  };

const allowed = (policy: RunRequestOptions['policy'], { connector, options }: RelayedImport): AllowedImport => {
  const { answerSeconds } = policy.limits;
  switch (connector) {
    case 'sql':
      return { connector: runningSql as RunningConnector, ...checkSql(policy.sql, options, answerSeconds) };
    case 'ldap':
      return { connector: runningLdap as RunningConnector, ...checkLdap(policy.ldap, options, answerSeconds) };
    case 'file':
      return { connector: runningFile as RunningConnector, secret: undefined, ...checkFiles(policy.files, options) };
    default:
      throw new PolicyRefusal(
        'the gate wants to import here what is imported in the gate',
        'Only sql, ldap and file run at an agent: deploy the gate and the agent in the same version.',
      );
  }
};

async function* writtenBatches(
  batches: ReturnType<NonNullable<RunningConnector['import']>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const batch of batches) yield writeBatch(batch);
}

/** The path has no links; one that was put in the place of the file since then is not followed, and nothing but a file is read. */
const openFile = async (path: string): Promise<OpenFile> => {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  const status = await handle.stat();
  if (!status.isFile()) {
    await handle.close();
    throw new PlatformError('file-unsupported', 'what is there is no file: name another one');
  }
  return { bytes: handle.createReadStream(), version: `${status.size}-${status.mtimeMs}` };
};

const noGate = (what: string): PolicyRefusal =>
  new PolicyRefusal(`the import wants ${what}, which is not here`, 'Only sql, ldap and file run at an agent.');

const noFetch: typeof globalThis.fetch = () => Promise.reject(noGate('to call an HTTP API'));
