import type { Person } from '../organisation.ts';
import { at } from './collaboration-time.ts';
import { type Resource, userId } from './directory-data.ts';

const driveUser = ({ mail, name, number }: Person, me: boolean): Resource => ({
  kind: 'drive#user',
  displayName: `CANARY ${name}`,
  photoLink: 'https://lh3.example/CANARY',
  me,
  permissionId: `0${userId(number)}`,
  emailAddress: mail,
});

/** The id of a user's file. */
export const fileId = (owner: Person, index: number): string => `1AbC${owner.number}_file-${index}`;

/** A file of one user, which another one changed last. */
export const fileOf = (owner: Person, other: Person, index: number): Resource => ({
  kind: 'drive#file',
  id: fileId(owner, index),
  name: 'CANARY name of a file.xlsx',
  originalFilename: 'CANARY name of a file.xlsx',
  description: 'CANARY description',
  mimeType: 'application/vnd.google-apps.spreadsheet',
  createdTime: at(index),
  modifiedTime: at(index, 90),
  viewedByMeTime: at(index, 95),
  sharedWithMeTime: at(index, 1),
  trashed: false,
  trashedTime: at(index, 99),
  shared: true,
  ownedByMe: true,
  size: '2048',
  version: String(30 + index),
  driveId: '0AbDriveUk9PVA',
  parents: ['0AbFolderUk9PVA'],
  owners: [driveUser(owner, true)],
  lastModifyingUser: driveUser(other, false),
  sharingUser: driveUser(owner, true),
  webViewLink: 'https://docs.google.com/CANARY',
  thumbnailLink: 'https://lh3.example/CANARY',
  contentHints: { indexableText: 'CANARY text' },
});

const permission = (id: string, type: string, role: string, more: Resource): Resource => ({
  kind: 'drive#permission',
  id,
  type,
  role,
  displayName: 'CANARY name',
  deleted: false,
  pendingOwner: false,
  photoLink: 'https://lh3.example/CANARY',
  ...more,
});

/** With whom a file is shared: two people, a domain, and everyone who has the link. */
export const permissionsOf = (owner: Person, other: Person): readonly Resource[] => [
  permission(`0${userId(owner.number)}`, 'user', 'owner', { emailAddress: owner.mail }),
  permission(`0${userId(other.number)}`, 'user', 'writer', { emailAddress: other.mail, expirationTime: at(30) }),
  permission('0CANARYdomain', 'domain', 'reader', { domain: 'partner.example' }),
  permission('anyoneWithLink', 'anyone', 'reader', {}),
];

/** One state of a file. */
export const revision = (by: Person, index: number): Resource => ({
  kind: 'drive#revision',
  id: String(index),
  mimeType: 'application/vnd.google-apps.spreadsheet',
  modifiedTime: at(index, 5),
  size: '1024',
  originalFilename: 'CANARY name',
  md5Checksum: 'CANARY',
  lastModifyingUser: driveUser(by, false),
});
