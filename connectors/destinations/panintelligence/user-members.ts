/** What the value of a member of `user` is. */
export type MemberKind = 'text' | 'number' | 'boolean' | 'date';

const numbers = ['orgId', 'ownerOrgId', 'parentId', 'userTypeId'];

const texts = [
  'email',
  'forenames',
  'orgIdentifier',
  'ownerOrgIdentifier',
  'parentIdentifier',
  'readableUserCode',
  'surname',
  'themeName',
  'usercode',
];

const booleans = [
  'accessAccount',
  'allowExternalLogin',
  'allowPasswordLogin',
  'anonymousCharts',
  'applySavedFilters',
  'audit',
  'canLogInAsAnotherUser',
  'canViewChartEmbeddingLink',
  'canViewChartInfoDetails',
  'carouselForCategory',
  'carouselForDashboard',
  'clientEnabled',
  'clientExcludePasswordExpiry',
  'collaborate',
  'displayChartInfo',
  'displayDisabledButtons',
  'editCategories',
  'editCharts',
  'editChartStyles',
  'editConnections',
  'editOwnPassword',
  'editOwnStylesheet',
  'editReports',
  'editRoles',
  'editServerSettings',
  'editSql',
  'editThemes',
  'editUserAccess',
  'editUsers',
  'editVariables',
  'enableDebugging',
  'enableWarnings',
  'exportToCsv',
  'exportToExcel',
  'exportToPpt',
  'exportToWord',
  'lite',
  'logoutEnabled',
  'modifyLayouts',
  'orgAdmin',
  'passwordExpired',
  'pdf',
  'requireMfa',
  'saveFilters',
  'saveLayouts',
  'schedule',
  'scheduleToEmail',
  'subscription',
  'superAdmin',
];

const ofKind = (kind: MemberKind, names: readonly string[]): readonly [string, MemberKind][] =>
  names.map((name) => [name, kind]);

/**
 * What `user` of a payload may hold.
 *
 * @see https://panintelligence.atlassian.net/wiki/spaces/PD/pages/1664516098/Auto+User+Sync
 * @see https://github.com/Panintelligence/api-embed-example/blob/main/jwt_auth/piJWT/auth.js for a whole one
 */
export const userMembers: ReadonlyMap<string, MemberKind> = new Map([
  ...ofKind('number', numbers),
  ...ofKind('text', texts),
  ...ofKind('boolean', booleans),
  ...ofKind('date', ['userExpirationDate']),
]);

/** Two names of one thing, its number and its text: who says the one does not mean the other to stay. */
export const memberTwins: readonly (readonly [string, string])[] = [
  ['orgId', 'orgIdentifier'],
  ['ownerOrgId', 'ownerOrgIdentifier'],
  ['parentId', 'parentIdentifier'],
];

/**
 * What may be true of a user though nobody said so: what is in the vendor's own example of a plain user, and what a sign-in by token sets
 * whatever the payload says.
 */
export const givenMembers: ReadonlySet<string> = new Set([
  'accessAccount',
  'allowExternalLogin',
  'allowPasswordLogin',
  'audit',
  'clientEnabled',
  'clientExcludePasswordExpiry',
  'editCategories',
  'editOwnPassword',
  'logoutEnabled',
  'pdf',
]);

/** The lists of a payload, beside `user`. */
export const payloadLists = ['restrictions', 'userCategories', 'userRoles', 'variables'] as const;
