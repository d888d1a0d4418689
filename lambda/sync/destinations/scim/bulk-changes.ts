import { member } from '../../../../connectors/scim/attribute-path.ts';
import { DestinationError } from '../destination-error.ts';
import type { Change, Changed } from '../running-destination.ts';
import type { ChangeAnswer } from './change-result.ts';
import { type ChangeUsers, isPrepared } from './change-users.ts';
import type { PreparedChange } from './prepare-change.ts';
import type { ScimService } from './scim-service.ts';

/** What a service takes at once. */
export interface BulkLimits {
  readonly operations: number;
  readonly bytes: number;
}

interface Entry {
  readonly change: Change;
  readonly sent: PreparedChange;
  readonly text: string;
}

/** Changes several users at once. @returns one outcome for each, in their order */
export type BulkChanges = (changes: readonly Change[], signal: AbortSignal) => Promise<readonly Changed[]>;

/**
 * Changes users by bulk requests (RFC 7644, section 3.7). Each operation has an outcome of its own; for what a service does not answer,
 * or answers in a way that nobody can use, the change is made by itself, which does no harm if it was made before.
 */
export const bulkChanges = (service: ScimService, users: ChangeUsers, limits: BulkLimits): BulkChanges => {
  let isOffered = true;

  const sendTogether = async (
    entries: readonly Entry[],
    signal: AbortSignal,
  ): Promise<readonly (ChangeAnswer | undefined)[]> => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: entries.map(operationOf),
    };
    const { status, body: answer } = await service.send('POST', 'Bulk', signal, { body });
    if (status === 404 || status === 405 || status === 501) isOffered = false;
    return status === 200 ? answersIn(answer, entries.length) : [];
  };

  const changeTogether = async (entries: readonly Entry[], signal: AbortSignal): Promise<readonly Changed[]> => {
    const answers = isOffered && entries.length > 1 ? await orNothing(() => sendTogether(entries, signal)) : [];
    return Promise.all(
      entries.map(({ change, sent }, index) => {
        const answer = answers[index];
        return answer ? users.settle(change, sent, answer, signal) : users.changeAgain(change, signal);
      }),
    );
  };

  return async (changes, signal) => {
    const outcomes = new Map<Change, Changed>();
    const entries: Entry[] = [];
    const prepared = await Promise.all(changes.map((change) => users.prepare(change, signal)));
    for (const [index, each] of prepared.entries()) {
      const change = changes[index]!;
      if (!isPrepared(each)) outcomes.set(change, each);
      else entries.push({ change, sent: each, text: JSON.stringify(operationOf({ change, sent: each }, index)) });
    }
    for (const some of chunksOf(entries, limits)) {
      const changed = await changeTogether(some, signal);
      for (const [index, { change }] of some.entries()) outcomes.set(change, changed[index]!);
    }
    return changes.map((change) => outcomes.get(change)!);
  };
};

const operationOf = ({ sent: { method, path, data, version } }: Pick<Entry, 'change' | 'sent'>, index: number) => ({
  method,
  path: `/${path}`,
  bulkId: `c${index}`,
  ...(data && { data }),
  ...(version !== undefined && { version }),
});

/** Room for what stands around the operations. */
const frame = 200;

const chunksOf = (entries: readonly Entry[], { operations, bytes }: BulkLimits): readonly (readonly Entry[])[] => {
  const chunks: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.text) + 8;
    if (size > room || chunks.at(-1)!.length >= operations) {
      chunks.push([]);
      room = bytes - frame;
    }
    chunks.at(-1)!.push(entry);
    room -= size;
  }
  return chunks;
};

/** Answers by the operations' bulkIds, or in their order where a service repeats them of new users alone, or not at all. */
const answersIn = (body: unknown, count: number): readonly (ChangeAnswer | undefined)[] => {
  const operations = member(body, 'Operations');
  if (!Array.isArray(operations)) return [];
  const ids = operations.map((each) => member(each, 'bulkId'));
  const isInOrder = ids.length === count && ids.every((id, index) => id === undefined || id === `c${index}`);
  const byId = new Map(operations.map((each, index) => [isInOrder ? `c${index}` : ids[index], each]));
  return Array.from({ length: count }, (_, index) => answerOf(byId.get(`c${index}`)));
};

/** A status is a text, or an object with a code, as an older draft has it. */
const answerOf = (operation: unknown): ChangeAnswer | undefined => {
  const given = member(operation, 'status');
  const status = Number(member(given, 'code') ?? given);
  if (!Number.isInteger(status) || status < 200) return undefined;
  const location = member(operation, 'location');
  return { status, body: member(operation, 'response'), location: typeof location === 'string' ? location : undefined };
};

/** Where nobody knows what was done, each is done by itself. */
const orNothing = async <Item>(work: () => Promise<readonly Item[]>): Promise<readonly Item[]> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DestinationError && error.code === 'destination-failed') return [];
    throw error;
  }
};
