import { organisation, type Person } from '../organisation.ts';
import { permissionSets } from './permission-sets.ts';
import { business } from './salesforce-business.ts';
import { instant, type Row, type SalesforceOrg, salesforceId } from './salesforce-rows.ts';

const user = (number: number): string => salesforceId('005', number);
const group = (number: number): string => salesforceId('00G', number);
const role = (number: number): string => salesforceId('00E', number);

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
  CreatedDate: instant(0),
  LastLoginDate: number % 5 === 0 ? null : instant(number + 100),
  LastPasswordChangeDate: instant(number),
  LastModifiedDate: instant(number),
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
  CreatedDate: instant(number),
  ...fields,
});
