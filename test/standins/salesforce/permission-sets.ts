import { instant, type Row, type SalesforceOrg, salesforceId } from './salesforce-rows.ts';

const set = (number: number): string => salesforceId('0PS', number);

/** Profiles and groups of permission sets have hidden ones of their own, which users are assigned to as well. */
export const permissionSets = (numbers: readonly number[]): SalesforceOrg => {
  const permissionSet = (number: number, label: string, fields: Row = {}): Row => ({
    Id: set(number),
    Name: label.replaceAll(' ', '_'),
    Label: label,
    Description: null,
    Type: 'Regular',
    IsOwnedByProfile: false,
    ...fields,
  });
  const assigned = (number: number, setId: string, fields: Row = {}): Row => ({
    Id: salesforceId('0Pa', number * 10 + Number(setId.slice(3, 15))),
    AssigneeId: salesforceId('005', number),
    PermissionSetId: setId,
    PermissionSetGroupId: null,
    ExpirationDate: null,
    ...fields,
  });
  const groupId = salesforceId('0PG', 1);
  return {
    PermissionSet: [
      permissionSet(1, 'Reports'),
      permissionSet(2, 'Exports'),
      permissionSet(3, 'X00e1', { Type: 'Profile', IsOwnedByProfile: true }),
      permissionSet(4, 'Of the group', { Type: 'Group' }),
    ],
    PermissionSetGroup: [
      { Id: groupId, MasterLabel: 'Analysts', DeveloperName: 'Analysts', Description: 'Read much', Status: 'Updated' },
    ],
    PermissionSetGroupComponent: [1, 2].map((number) => ({
      Id: salesforceId('0PC', number),
      PermissionSetGroupId: groupId,
      PermissionSetId: set(number),
    })),
    PermissionSetAssignment: numbers.flatMap((number) => [
      assigned(number, set(3)),
      ...(number % 3 === 0 ? [assigned(number, set(1), { ExpirationDate: instant(10_000) })] : []),
      ...(number % 7 === 0 ? [assigned(number, set(4), { PermissionSetGroupId: groupId })] : []),
    ]),
  };
};
