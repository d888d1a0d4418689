/** Roles of Azure that a gateway gives, by their names: ids that are the same everywhere (learn.microsoft.com/azure/role-based-access-control/built-in-roles). */
export const builtInRoles: Readonly<Record<string, string>> = {
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  'Key Vault Crypto Service Encryption User': 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  'Storage Blob Delegator': 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
  'Storage Queue Data Message Sender': 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a',
  'Storage Queue Delegator': '7ee386e9-84f0-448e-80a6-f185f6533131',
};

/**
 * The condition under which whoever deploys may give roles, and take them away: these roles, and to identities of software alone
 * (learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples).
 */
export const assignmentCondition = (roleIds: readonly string[]): string =>
  (['write', 'delete'] as const).map((verb) => onlyThese(verb, roleIds)).join(' AND ');

const onlyThese = (verb: 'write' | 'delete', roleIds: readonly string[]): string => {
  const assignment = `${verb === 'write' ? '@Request' : '@Resource'}[Microsoft.Authorization/roleAssignments`;
  return (
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR ` +
    `(${assignment}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleIds.join(', ')}} AND ` +
    `${assignment}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`
  );
};

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/** The condition under which blobs are those of the containers for packages: never what a source keeps. */
export const packagesCondition = (actions: readonly string[]): string =>
  `((${actions.map((action) => `!(ActionMatches{'${action}'})`).join(' AND ')}) OR ` +
  `(@Resource[${blobs}:name] StringStartsWith 'package-'))`;
