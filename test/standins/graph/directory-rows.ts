import { seeded } from '../../../examples/seeded.ts';
import { type Group, type Person, person } from '../organisation.ts';
import { graphId } from './graph-id.ts';

/** A row as Graph has it, with all that could be asked for. */
export type GraphRow = Readonly<Record<string, unknown>>;

const licencesOf = (number: number): readonly GraphRow[] => [
  { skuId: graphId('licence', 1), disabledPlans: [] },
  ...(number % 4 === 0 ? [{ skuId: graphId('licence', 2), disabledPlans: [graphId('licence', 900)] }] : []),
];

const isGuest = (number: number): boolean => number % 11 === 0;

/** How somebody signs in: of guests, with the mail address of elsewhere in it. */
export const signInName = ({ number, mail }: Person): string =>
  isGuest(number) ? `${mail.replace('@', '_')}#EXT#@acme.onmicrosoft.example` : mail;

/** A user by number, made without the others. */
export const userRow = (number: number): GraphRow => {
  const one = person(number);
  const { hired, mail, name, status } = one;
  return {
    id: graphId('user', number),
    displayName: name,
    givenName: one.givenName,
    surname: one.familyName,
    userPrincipalName: signInName(one),
    mail,
    otherMails: isGuest(number) ? [mail] : [],
    accountEnabled: status === 'active',
    userType: isGuest(number) ? 'Guest' : 'Member',
    externalUserState: isGuest(number) ? 'Accepted' : null,
    employeeId: `E${number}`,
    employeeType: number % 5 === 0 ? 'Contractor' : 'Employee',
    jobTitle: one.title,
    department: one.department,
    companyName: 'Acme',
    officeLocation: one.office,
    country: 'Belgium',
    usageLocation: 'BE',
    createdDateTime: `${hired}T08:00:00Z`,
    lastPasswordChangeDateTime: `${hired}T09:00:00Z`,
    employeeHireDate: `${hired}T00:00:00Z`,
    deletedDateTime: status === 'deleted' ? '2026-11-01T10:00:00Z' : null,
    onPremisesSyncEnabled: number % 3 === 0 ? true : null,
    onPremisesSamAccountName: number % 3 === 0 ? `acme${number}` : null,
    assignedLicenses: status === 'deleted' ? [] : licencesOf(number),
    businessPhones: [`CANARY-telephone-${number}`],
    mobilePhone: `CANARY-mobile-${number}`,
    preferredLanguage: null,
    streetAddress: `CANARY street ${number}`,
    signInActivity: { lastSignInDateTime: '2026-11-20T07:00:00Z', lastSignInRequestId: 'CANARY-request' },
  };
};

/** A group, as far as it is not about who is in it. */
export const groupRow = ({ number, name, mail, description }: Group): GraphRow => {
  const isUnified = number % 2 === 1;
  return {
    id: graphId('group', number),
    displayName: name,
    description,
    mail: isUnified ? mail : null,
    mailNickname: `CANARY-nickname-${number}`,
    mailEnabled: isUnified,
    securityEnabled: !isUnified,
    groupTypes: isUnified ? ['Unified'] : [],
    visibility: isUnified ? 'Private' : null,
    isAssignableToRole: number === 2 ? true : null,
    membershipRule: number === 5 ? 'user.department -eq "CANARY-rule"' : null,
    onPremisesSyncEnabled: null,
    createdDateTime: '2024-02-29T12:00:00Z',
    renewedDateTime: '2025-02-28T12:00:00Z',
    expirationDateTime: null,
    deletedDateTime: null,
    assignedLicenses: number === 2 ? [{ skuId: graphId('licence', 3), disabledPlans: [] }] : [],
    proxyAddresses: [`SMTP:CANARY-${number}@acme.example`],
  };
};

/** A device of somebody. */
export const deviceRow = (number: number): GraphRow => {
  const random = seeded(number);
  const owner = person(number);
  return {
    id: graphId('device', number),
    deviceId: graphId('device', 0xd000 + number),
    displayName: `CANARY laptop of ${owner.name}`,
    accountEnabled: number % 4 !== 0,
    operatingSystem: random.pick(['Windows', 'iOS', 'MacMDM']),
    operatingSystemVersion: '10.0.26100.2314',
    trustType: random.pick(['Workplace', 'AzureAd', 'ServerAd']),
    profileType: 'RegisteredDevice',
    isCompliant: number % 3 === 0,
    isManaged: null,
    approximateLastSignInDateTime: `${random.dayAfter('2026-01-01', 300)}T06:30:00Z`,
    physicalIds: [`CANARY-physical-${number}`],
    registeredOwners: [{ '@odata.type': '#microsoft.graph.user', ...userRow(number) }],
  };
};

/** An application of the tenant (a service principal). */
export const applicationRow = (number: number): GraphRow => ({
  id: graphId('application', number),
  appId: graphId('application', 0xa000 + number),
  displayName: number === 3 ? 'CANARY tool of Ada' : `Application ${number}`,
  servicePrincipalType: number % 5 === 0 ? 'ManagedIdentity' : 'Application',
  accountEnabled: number !== 4,
  appRoleAssignmentRequired: number % 2 === 0,
  appOwnerOrganizationId: number % 5 === 0 ? null : graphId('application', 0xf000),
  verifiedPublisher: { displayName: 'Acme', verifiedPublisherId: '4711', addedDateTime: '2025-01-01T00:00:00Z' },
  notes: 'CANARY notes',
  keyCredentials: [{ displayName: 'CANARY key' }],
});

/** A directory role. */
export const roleRow = (number: number): GraphRow => ({
  id: graphId('role', number),
  templateId: graphId('role', number),
  displayName: ['Global Reader', 'User Administrator', 'Reports Reader', 'CANARY own role'][number - 1],
  description: `CANARY what role ${number} may do`,
  isBuiltIn: number < 4,
  isEnabled: true,
  rolePermissions: [{ allowedResourceActions: ['CANARY/actions'] }],
});

/** A licence that was bought. */
export const licenceRow = (number: number): GraphRow => ({
  id: `CANARY-account_${graphId('licence', number)}`,
  accountName: 'CANARY-account',
  skuId: graphId('licence', number),
  skuPartNumber: ['ENTERPRISEPACK', 'Microsoft_365_Copilot', 'AAD_PREMIUM'][number - 1],
  capabilityStatus: 'Enabled',
  appliesTo: 'User',
  consumedUnits: 10 * number,
  prepaidUnits: { enabled: 25 * number, suspended: 0, warning: 0, lockedOut: 0 },
  servicePlans: [{ servicePlanName: 'CANARY-plan' }],
});

/** Somebody signed in. The newest has the number 1. */
export const signInRow = (number: number, people: number): GraphRow => {
  const random = seeded(number * 31);
  const one = person(1 + random.below(people));
  return {
    id: graphId('call', 0x51000 + number),
    createdDateTime: new Date(Date.parse('2026-11-20T12:00:00Z') - number * 3_600_000).toISOString(),
    userDisplayName: one.name,
    userPrincipalName: signInName(one),
    userId: graphId('user', one.number),
    appId: graphId('application', 0xa001),
    appDisplayName: 'CANARY application',
    ipAddress: number % 2 ? `192.0.2.${number}` : '2001:db8::17',
    clientAppUsed: 'Browser',
    correlationId: 'CANARY-correlation',
    conditionalAccessStatus: 'success',
    isInteractive: true,
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    resourceDisplayName: 'CANARY resource',
    resourceId: graphId('application', 0xa002),
    status: { errorCode: number % 5 ? 0 : 50126, failureReason: 'CANARY reason', additionalDetails: null },
    deviceDetail: {
      deviceId: '',
      displayName: 'CANARY device',
      operatingSystem: 'Windows 10',
      browser: 'Edge 130.0.0',
      isCompliant: null,
      isManaged: true,
      trustType: 'Azure AD joined',
    },
    location: { city: 'CANARY city', state: 'CANARY state', countryOrRegion: 'BE', geoCoordinates: { latitude: 51.2 } },
  };
};

/** What is in a list of others, with a name and an address that nobody asked for. */
export const withName = (row: GraphRow): GraphRow => ({
  ...row,
  displayName: 'CANARY name',
  mail: 'CANARY@acme.example',
});
