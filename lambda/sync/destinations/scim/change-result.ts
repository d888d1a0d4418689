import { member } from '../../../../connectors/scim/attribute-path.ts';
import type { Change, Changed, ChangeFailureCode } from '../running-destination.ts';

/** What a service answered to one change, by itself or among others. */
export interface ChangeAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Where the resource is. */
  readonly location: string | undefined;
}

/** The change was made. */
export const done = ({ key, ...change }: Change, id?: string): Changed => {
  const of = change.kind === 'create' ? id : change.kind === 'delete' ? undefined : change.id;
  return { outcome: 'done', key, id: of };
};

/** The change was not made. */
export const failed = ({ key }: Change, code: ChangeFailureCode, reason: string, status?: number): Changed => ({
  outcome: 'failed',
  key,
  code,
  reason,
  ...(status !== undefined && { status }),
});

/** What an answer that is no success says of the change (RFC 7644, section 3.12). Of its body only the scimType is used, which is a fixed word. */
export const refusal = (change: Change, { status, body }: ChangeAnswer): Changed => {
  const type = member(body, 'scimType');
  if (status === 409 || type === 'uniqueness')
    return failed(
      change,
      'conflict',
      'another user there has the same userName or another value that must be unique',
      status,
    );
  if (status === 404 && change.kind !== 'create')
    return failed(change, 'gone', 'the service has no such user any more', status);
  if (status === 412) return failed(change, 'failed', 'somebody else changes this user all the time', status);
  if (status >= 500) return failed(change, 'failed', `the service answered with status ${status}`, status);
  const word = typeof type === 'string' && refusedFor.has(type) ? ` (${type})` : '';
  return failed(
    change,
    'refused',
    `the service does not take this change${word}: look at the map, and at what the service asks for`,
    status,
  );
};

/** RFC 7644, table 9. */
const refusedFor: ReadonlySet<string> = new Set([
  'invalidFilter',
  'tooMany',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
]);

/** The id of what was made: in the answer, or at the end of its place. */
export const idIn = ({ body, location }: ChangeAnswer): string | undefined => {
  const id = member(body, 'id');
  if (typeof id === 'string' && id !== '') return id;
  const [place = ''] = (location ?? '').split(/[?#]/);
  const last = place.split('/').filter(Boolean).at(-1);
  if (last === undefined) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return undefined;
  }
};
