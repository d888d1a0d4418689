/** A record. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** An organization of Salesforce: rows by the name of their object. All rows of an object have the same fields. */
export type SalesforceOrg = Readonly<Record<string, readonly Row[]>>;

/** An id of 18 letters, by the prefix of its object. */
export const salesforceId = (prefix: string, number: number): string =>
  `${prefix}${String(number).padStart(12, '0')}AAA`;

/** As Salesforce writes instants. */
export const instant = (hours: number): string =>
  new Date(Date.parse('2025-03-01T08:00:00Z') + hours * 3_600_000).toISOString().replace('Z', '+0000');
