/** Names that no setting of a definition may have: a source says something else by them, or a definition where `${name}` stands. */
export const reservedNames: ReadonlySet<string> = new Set([
  'connector',
  'serve',
  'claims',
  'closed',
  'publicUrl',
  'authentication',
  'read',
  'attributes',
  'endpoints',
  'shapes',
  'localServer',
  'privateAddresses',
  'limits',
  'onInvalidRow',
  'fields',
  'permissions',
]);
