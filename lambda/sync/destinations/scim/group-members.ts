import { member } from '../../../../connectors/scim/attribute-path.ts';
import { DestinationError } from '../destination-error.ts';
import { type PatchOperation, patchBody } from './patch-operations.ts';
import { bodyRead, type ScimService } from './scim-service.ts';
import { equals } from './search-by.ts';

/** A group that is changed. */
export interface ChangedGroup {
  readonly service: ScimService;
  /** Below the base address, encoded. */
  readonly path: string;
  /** Where users are. */
  readonly users: string;
  /** How members are taken out. */
  readonly removeMembers: 'path' | 'value';
}

/** Members who come and go, by their ids there. */
export interface MemberChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Changes of members that one request holds; AWS takes no more: docs.aws.amazon.com/singlesignon/latest/developerguide/patchgroup.html */
const batch = 100;

/**
 * Adds members to a group and removes others, by PATCH alone: a group that is put as a whole loses whom nobody knew of. There are
 * services that lose members of large groups even so (FusionAuth 1.36 to 1.51): a group that is large is read again, and who is
 * missing is put back.
 *
 * @throws DestinationError if members are refused, the group is gone, or loses members
 */
export const changeMembers = async (group: ChangedGroup, change: MemberChange, signal: AbortSignal): Promise<void> => {
  const { add, remove } = change;
  if (add.length + remove.length === 0) return;
  const before = await membersOf(group, signal);
  const refused = await apply(group, change, signal);
  // By values, a service that has them otherwise takes out everybody.
  const isWatched = before.size + add.length > batch || (group.removeMembers === 'value' && remove.length > 0);
  if (!isWatched && refused.add.length + refused.remove.length === 0) return;
  const after = await membersOf(group, signal);
  const tellsMembers = before.size + after.size > 0;
  await checkRefused(group, refused, tellsMembers ? after : undefined, signal);
  if (!isWatched || !tellsMembers) return;
  const gone = new Set(refused.add);
  await restore(group, expected(before, { add: add.filter((id) => !gone.has(id)), remove }), after, signal);
};

/** Who is in the group already, or not any more, may be refused; and who is no user any more is in no group. */
const checkRefused = async (
  { service, users }: ChangedGroup,
  { add, remove }: MemberChange,
  after: ReadonlySet<string> | undefined,
  signal: AbortSignal,
): Promise<void> => {
  const open = [...add.filter((id) => !after?.has(id)), ...remove.filter((id) => after?.has(id) ?? true)];
  let refused = 0;
  for (const id of open) {
    const { status } = await service.send('GET', `${users}/${encodeURIComponent(id)}`, signal);
    if (status !== 404) refused++;
  }
  if (refused === 0) return;
  throw new DestinationError(
    'destination-refused',
    'PATCH /Groups: the service refuses members: look at what it asks for, or leave groups out of the map',
    { detail: { refused } },
  );
};

const expected = (before: ReadonlySet<string>, { add, remove }: MemberChange): ReadonlySet<string> => {
  const after = new Set([...before, ...add]);
  for (const id of remove) after.delete(id);
  return after;
};

/** Who should be in the group and is not is added again, once. */
const restore = async (
  group: ChangedGroup,
  wanted: ReadonlySet<string>,
  there: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> => {
  const lost = [...wanted].filter((id) => !there.has(id));
  if (lost.length === 0) return;
  await apply(group, { add: lost, remove: [] }, signal);
  const now = await membersOf(group, signal);
  const left = [...wanted].filter((id) => !now.has(id)).length;
  if (left === 0) return;
  throw new DestinationError(
    'destination-unexpected',
    'PATCH /Groups: the group lost members whom nobody removed: ask who runs the service',
    { detail: { members: wanted.size, missing: left } },
  );
};

/** Some services tell no members; then there are none to lose sight of. */
const membersOf = async ({ service, path }: ChangedGroup, signal: AbortSignal): Promise<ReadonlySet<string>> => {
  const answer = await service.send('GET', path, signal);
  if (answer.status === 404)
    throw new DestinationError('destination-refused', 'GET /Groups: the group is not there any more', {
      detail: { status: 404 },
    });
  const group = bodyRead(answer, path);
  const members = member(group, 'members');
  const ids = Array.isArray(members) ? members.map((each) => member(each, 'value')) : [];
  return new Set(ids.filter((id) => typeof id === 'string'));
};

type Operations = (ids: readonly string[]) => readonly PatchOperation[];

const adding: Operations = (ids) => [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }];
const removing: Readonly<Record<ChangedGroup['removeMembers'], Operations>> = {
  path: (ids) => ids.map((id) => ({ op: 'remove', path: `members[${equals('value', id)}]` })),
  value: (ids) => [{ op: 'remove', path: 'members', value: ids.map((value) => ({ value })) }],
};

/** @returns who was refused */
const apply = async (
  group: ChangedGroup,
  { add, remove }: MemberChange,
  signal: AbortSignal,
): Promise<MemberChange> => {
  const refused: { add: string[]; remove: string[] } = { add: [], remove: [] };
  for (const ids of batches(add)) refused.add.push(...(await send(group, ids, adding, signal)));
  for (const ids of batches(remove))
    refused.remove.push(...(await send(group, ids, removing[group.removeMembers], signal)));
  return refused;
};

/** What is refused together is asked for one by one: one member who is not there any more stands in nobody's way. */
const send = async (
  group: ChangedGroup,
  ids: readonly string[],
  operations: Operations,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const { status, body } = await group.service.send('PATCH', group.path, signal, { body: patchBody(operations(ids)) });
  if (status < 300) return [];
  const detail = { status };
  if (status === 405 || status === 501)
    throw new DestinationError(
      'destination-refused',
      'PATCH /Groups: the service takes no PATCH, and groups are never sent as a whole: leave groups out of the map',
      { detail },
    );
  if (status >= 500)
    throw new DestinationError('destination-failed', `PATCH /Groups: the service answered with status ${status}`, {
      detail,
    });
  // Who is not in the group needs not be removed.
  if (ids.length === 1) return operations !== adding && member(body, 'scimType') === 'noTarget' ? [] : ids;
  const refused: string[] = [];
  for (const id of ids) refused.push(...(await send(group, [id], operations, signal)));
  return refused;
};

const batches = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / batch) }, (_, index) => ids.slice(index * batch, (index + 1) * batch));
