import { organisation, type Person } from '../organisation.ts';

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** An organization of Salesforce: rows by the name of their object. All rows of an object have the same fields. */
export type SalesforceOrg = Readonly<Record<string, readonly Row[]>>;

/** An id of 18 letters, by the prefix of its object. */
export const salesforceId = (prefix: string, number: number): string =>
  `${prefix}${String(number).padStart(12, '0')}AAA`;

const user = (number: number): string => salesforceId('005', number);
const group = (number: number): string => salesforceId('00G', number);
const set = (number: number): string => salesforceId('0PS', number);
const role = (number: number): string => salesforceId('00E', number);

/** As Salesforce writes instants. */
const at = (hours: number): string =>
  new Date(Date.parse('2025-03-01T08:00:00Z') + hours * 3_600_000).toISOString().replace('Z', '+0000');

/** Its records have descriptions, telephones and amounts: more than any query of the connector names. */
export const salesforceOrg = (size: { readonly people: number; readonly groups: number }): SalesforceOrg => {
  const { people, groups } = organisation(size);
  const numbers = people.map(({ number }) => number);
  return {
    User: people.map(userOf),
    Profile: [1, 2].map((number) => ({
      Id: salesforceId('00e', number),
      Name: ['Standard User', 'Minimum Access'][number - 1]!,
      Description: null,
      UserType: 'Standard',
      UserLicenseId: salesforceId('100', number),
    })),
    UserLicense: [1, 2].map((number) => ({
      Id: salesforceId('100', number),
      Name: ['Salesforce', 'Salesforce Integration'][number - 1]!,
      Status: 'Active',
      TotalLicenses: 50 * number,
      UsedLicenses: 7,
    })),
    UserRole: [1, 2, 3].map((number) => ({
      Id: role(number),
      Name: `Role ${number}`,
      DeveloperName: `Role_${number}`,
      ParentRoleId: number === 1 ? null : role(number - 1),
    })),
    PermissionSetLicense: [
      {
        Id: salesforceId('0PL', 1),
        MasterLabel: 'Sales Cloud',
        DeveloperName: 'SalesCloud',
        Status: 'Active',
        TotalLicenses: 20,
        UsedLicenses: 3,
        ExpirationDate: '2027-01-31',
      },
    ],
    PermissionSetLicenseAssign: numbers
      .filter((number) => number % 8 === 0)
      .map((number) => ({
        Id: salesforceId('2LA', number),
        AssigneeId: user(number),
        PermissionSetLicenseId: salesforceId('0PL', 1),
      })),
    ...permissionSets(numbers),
    Group: [
      ...groups.map(({ number, name }) => groupOf(number, { Name: name, DeveloperName: `G${number}` })),
      groupOf(101, { Name: 'Support', DeveloperName: 'Support', Type: 'Queue', Email: 'support@acme.example' }),
      groupOf(102, { Type: 'RoleAndSubordinates', RelatedId: role(2) }),
    ],
    GroupMember: groups
      .flatMap(({ number, members, groups: inside }) => [
        ...members.map((member) => [number, user(member)] as const),
        ...inside.map((member) => [number, group(member)] as const),
        ...(number === 1 ? [[number, group(102)] as const] : []),
      ])
      .map(([number, member], index) => ({
        Id: salesforceId('011', index),
        GroupId: group(number),
        UserOrGroupId: member,
      })),
    ...business(numbers),
  };
};

const userOf = ({ number, name, givenName, familyName, mail, title, department, status, manager }: Person): Row => ({
  Id: user(number),
  Username: `${mail}.crm`,
  Name: name,
  FirstName: givenName,
  LastName: familyName,
  Email: mail,
  IsActive: status === 'active',
  UserType: 'Standard',
  Title: title,
  Department: department,
  CompanyName: null,
  EmployeeNumber: `E${number}`,
  FederationIdentifier: number % 2 === 0 ? mail : null,
  ProfileId: salesforceId('00e', 1 + (number % 2)),
  UserRoleId: number % 4 === 0 ? null : role(1 + (number % 3)),
  ManagerId: manager === undefined ? null : user(manager),
  CreatedDate: at(0),
  LastLoginDate: number % 5 === 0 ? null : at(number + 100),
  LastPasswordChangeDate: at(number),
  LastModifiedDate: at(number),
  Phone: 'CANARY phone',
  Street: 'CANARY street',
  AboutMe: 'CANARY about',
});

const groupOf = (number: number, fields: Row): Row => ({
  Id: group(number),
  Name: null,
  DeveloperName: null,
  Type: 'Regular',
  Email: null,
  RelatedId: null,
  CreatedDate: at(number),
  ...fields,
});

/** Profiles and groups of permission sets have hidden ones of their own, which users are assigned to as well. */
const permissionSets = (numbers: readonly number[]): SalesforceOrg => {
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
    AssigneeId: user(number),
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
      ...(number % 3 === 0 ? [assigned(number, set(1), { ExpirationDate: at(10_000) })] : []),
      ...(number % 7 === 0 ? [assigned(number, set(4), { PermissionSetGroupId: groupId })] : []),
    ]),
  };
};

/** Accounts and what is done for them. */
const business = (numbers: readonly number[]): SalesforceOrg => {
  const someone = (at_: number): string => user(numbers[at_ % numbers.length]!);
  const changed = (number: number): Row => ({
    CreatedDate: at(number),
    CreatedById: someone(number),
    LastModifiedDate: at(number + 24),
    LastModifiedById: someone(number + 1),
  });
  const five = [1, 2, 3, 4, 5];
  const account = (number: number): string => salesforceId('001', number);
  const contact = (number: number): string => salesforceId('003', number);
  return {
    Account: five.map((number) => ({
      Id: account(number),
      Name: 'CANARY customer',
      Phone: 'CANARY phone',
      OwnerId: someone(number),
      ParentId: number === 1 ? null : account(1),
      Type: 'Customer',
      Industry: 'Energy',
      LastActivityDate: '2025-03-02',
      ...changed(number),
    })),
    Opportunity: five.map((number) => ({
      Id: salesforceId('006', number),
      Name: 'CANARY deal',
      Amount: 4_711,
      OwnerId: someone(number),
      AccountId: account(number),
      StageName: 'Prospecting',
      IsClosed: false,
      IsWon: false,
      CloseDate: '2025-06-30',
      LastActivityDate: null,
      ...changed(number),
    })),
    Case: five.map((number) => ({
      Id: salesforceId('500', number),
      Subject: 'CANARY subject',
      Description: 'CANARY description',
      OwnerId: someone(number),
      AccountId: account(number),
      ContactId: contact(number),
      Status: 'New',
      Priority: 'High',
      Origin: 'Web',
      IsClosed: false,
      ClosedDate: null,
      ...changed(number),
    })),
    Event: five.map((number) => ({
      Id: salesforceId('00U', number),
      Subject: 'CANARY talk about mergers',
      Description: 'CANARY description',
      Location: 'CANARY room',
      OwnerId: someone(number),
      WhoId: contact(number),
      WhatId: account(number),
      AccountId: account(number),
      StartDateTime: at(number),
      EndDateTime: at(number + 1),
      DurationInMinutes: 60,
      IsAllDayEvent: false,
      ...changed(number),
    })),
    Task: five.map((number) => ({
      Id: salesforceId('00T', number),
      Subject: 'CANARY call',
      Description: 'CANARY description',
      OwnerId: someone(number),
      WhoId: contact(number),
      WhatId: null,
      AccountId: null,
      Status: 'Completed',
      Priority: 'Normal',
      TaskSubtype: 'Call',
      ActivityDate: '2025-03-01',
      CompletedDateTime: at(number),
      IsClosed: true,
      CallType: 'Outbound',
      CallDurationInSeconds: 300,
      ...changed(number),
    })),
  };
};
