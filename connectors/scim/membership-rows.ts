import { compileMapping, type MapRow, type Row } from '../mapping/compile-mapping.ts';
import { member } from './attribute-path.ts';
import type { ScimOptions } from './options.ts';

const ofMember = '(id of the member)';
const typeOfMember = '(type of the member)';
const ofGroup = '(id of the group)';

/** What becomes of a row of `membershipsOf`. */
export const mapMembership = ({ groups }: ScimOptions): MapRow =>
  compileMapping(
    {
      relationship: {
        from: { type: { column: typeOfMember }, id: ofMember },
        to: { type: groups.type, id: ofGroup },
        attributes: {},
        optional: false,
      },
    },
    (column) => [ofMember, typeOfMember, ofGroup].indexOf(column),
  );

/**
 * The memberships that a resource tells of, as rows: the members of a group (RFC 7643, section 4.2), or the groups that a user is
 * directly a member of (section 4.1.2; those it is in by way of another group follow from that group's own membership).
 */
export const membershipsOf = (resource: unknown, { membershipsFrom, users, groups }: ScimOptions): readonly Row[] => {
  const id = member(resource, 'id');
  if (membershipsFrom === 'users') {
    return listOf(resource, 'groups')
      .filter((group) => !isWord(member(group, 'type'), 'indirect'))
      .map((group) => [id, users.type, member(group, 'value')]);
  }
  return listOf(resource, 'members')
    .filter(isUserOrGroup)
    .map((each) => [member(each, 'value'), isGroup(each) ? groups.type : users.type, id]);
};

const listOf = (resource: unknown, name: string): readonly unknown[] => {
  const list = member(resource, name);
  return Array.isArray(list) ? list : [];
};

const isWord = (value: unknown, word: string): boolean => typeof value === 'string' && value.toLowerCase() === word;

/** Some services let devices and others be members: these are not read, so nothing could be said of them. */
const isUserOrGroup = (each: unknown): boolean => {
  const type = member(each, 'type');
  return typeof type !== 'string' || type === '' || isWord(type, 'user') || isWord(type, 'group');
};

/** A member that does not tell its type is what its address says, or else a user: groups in groups are the exception. */
const isGroup = (each: unknown): boolean => {
  const type = member(each, 'type');
  if (typeof type === 'string' && type !== '') return isWord(type, 'group');
  const address = member(each, '$ref');
  return typeof address === 'string' && /(?:^|\/)Groups\/[^/]+$/i.test(address);
};
