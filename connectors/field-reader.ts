/**
 * A function that reads one field of a record. What begins with `/` is a JSON Pointer (RFC 6901), which reaches fields inside fields and
 * elements of lists; everything else is the name of a field.
 *
 * @returns a function that gives `undefined` for what is not there
 * @example fieldReader('/emails/0/value')({ emails: [{ value: 'a@b.example' }] }) // 'a@b.example'
 */
export const fieldReader = (column: string): ((record: object) => unknown) => {
  if (!column.startsWith('/')) return (record) => ownField(record, column);
  const names = column
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return (record) => names.reduce<unknown>(ownField, record);
};

const ownField = (value: unknown, name: string): unknown => {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // `length` is an own property of a list, but no field of a document.
  if (Array.isArray(value) && !/^\d+$/.test(name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
};
