/** A number as the last part of a UUID. */
const uuid = (kind: number, number: number): string =>
  `${String(kind).padStart(8, '0')}-aaaa-4bbb-8ccc-${String(number).padStart(12, '0')}`;

/** The account id of a person: the same in all products. */
export const accountId = (number: number): string => `712020:${uuid(1, number)}`;

/** The id of a group of a site: the same in all products. */
export const groupId = (number: number): string => uuid(2, number);
