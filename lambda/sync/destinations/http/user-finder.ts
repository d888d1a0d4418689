import type { HttpOptions } from '../../../../connectors/destinations/http/options.ts';
import { TemplateFailure } from '../../../../connectors/destinations/http/request-template.ts';
import { fieldReader } from '../../../../connectors/field-reader.ts';
import { type AskJson, type JsonCall, unwanted } from '../ask-json.ts';
import { filledRequest } from './filled-request.ts';
import { listUsers } from './list-users.ts';
import { type FoundRecord, foundRecord, unexpected } from './user-record.ts';

/** What users are read with. */
export interface FinderContext {
  readonly ask: AskJson;
  /** Without a slash at its end. */
  readonly address: string;
  readonly options: HttpOptions;
  /** The same text for keys of one user. */
  same(key: string): string;
}

/**
 * Finds one user by its key; `undefined` if it is not there. Throws DestinationError, SourceError of credentials, or the signal's reason.
 */
export type FindUser = (key: string, signal: AbortSignal) => Promise<FoundRecord | undefined>;

/** Finds users one by one as the settings say: by a request for each, or all that one such function is asked for in one list. */
export const userFinder = (context: FinderContext): FindUser => {
  const { ask, address, options, same } = context;
  let everybody: Promise<ReadonlyMap<string, FoundRecord>> | undefined;
  if (!options.find)
    return async (key, signal) => {
      everybody ??= usersByKey(context, signal);
      return (await everybody).get(same(key));
    };
  return async (key, signal) => {
    const call = callFor(address, options, key);
    // Whoever can not be asked for is not there.
    if (!call) return undefined;
    const rows = await foundRows(ask, call, options, signal);
    return rows
      .map((row) => foundRecord(row, options, call.name))
      .find((user) => user !== undefined && same(user.key) === same(key));
  };
};

const usersByKey = async (
  { ask, address, options, same }: FinderContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FoundRecord>> => {
  const byKey = new Map<string, FoundRecord>();
  for await (const page of listUsers(ask, address, options, signal))
    for (const user of page) byKey.set(same(user.key), user);
  return byKey;
};

const callFor = (address: string, { find, users }: HttpOptions, key: string): JsonCall | undefined => {
  const { path = users, query, headers } = find ?? {};
  try {
    return { ...filledRequest(address, { method: 'GET', path, query, headers }, { key }), reads: 'json' };
  } catch (error) {
    if (error instanceof TemplateFailure) return undefined;
    throw error;
  }
};

/** What an answer has where the user is, or a list that it is in. */
const foundRows = async (
  ask: AskJson,
  call: JsonCall,
  { find, statuses }: HttpOptions,
  signal: AbortSignal,
): Promise<readonly unknown[]> => {
  const { status, body } = await ask(call, signal);
  if (statuses.gone.includes(status)) return [];
  if (status !== 200) throw unwanted(call.name, status, 'is find right?');
  const there = find?.user ? fieldReader(find.user)(Object(body)) : body;
  if (there === undefined || there === null) return [];
  if (typeof there !== 'object') throw unexpected(call.name, 'there is no user where one is expected');
  return Array.isArray(there) ? there : [there];
};
