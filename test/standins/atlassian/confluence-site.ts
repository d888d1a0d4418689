import { seeded } from '../../../examples/seeded.ts';
import { organisation, type Person } from '../organisation.ts';
import { accountId, groupId } from './atlassian-ids.ts';

type Row = Readonly<Record<string, unknown>>;

export type ConfluenceUser = Row & { readonly accountId: string };

export interface ConfluenceGroup {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
}

export type ConfluenceSpace = Row & { readonly id: string; readonly authorId: string };

/** One right of a principal in a space. */
export interface SpacePermission {
  readonly id: string;
  readonly principal: { readonly type: 'user' | 'group' | 'role'; readonly id: string };
  readonly operation: { readonly key: string; readonly targetType: string };
}

export type ConfluenceContent = Row & { readonly id: string; readonly spaceId: string };

/** A site of Confluence Cloud. */
export interface ConfluenceSite {
  readonly users: readonly ConfluenceUser[];
  readonly groups: readonly ConfluenceGroup[];
  readonly spaces: readonly ConfluenceSpace[];
  /** By the id of a space. */
  readonly permissions: ReadonlyMap<string, readonly SpacePermission[]>;
  readonly pages: readonly ConfluenceContent[];
  readonly comments: readonly Row[];
  readonly tasks: readonly (Row & { readonly status: string })[];
}

/** More than any shape names: titles, bodies, properties of comments, links, all with canaries. */
export const confluenceSite = (size: { readonly people: number; readonly groups: number }): ConfluenceSite => {
  const { people, groups } = organisation(size);
  const here = people.filter(({ status }) => status !== 'deleted');
  const random = seeded(11);
  const anyone = (): string => accountId(random.pick(here).number);
  const spaces = Array.from({ length: 12 }, (_, index) => spaceOf(index, anyone()));
  const pages = Array.from({ length: 40 }, (_, index) => pageOf(index, random.pick(spaces).id, anyone));
  return {
    users: here.map(userOf),
    groups: groups.map(({ number, name, members }) => ({
      id: groupId(number),
      name,
      members: members.map(accountId),
    })),
    spaces,
    permissions: new Map(spaces.map(({ id }, index) => [id, permissionsOf(index, groups.length, anyone)])),
    pages,
    comments: pages.slice(0, 30).map((page, index) => commentOf(index, page, anyone)),
    tasks: pages.slice(0, 25).map((page, index) => taskOf(index, page, anyone)),
  };
};

const userOf = ({ number, name, mail }: Person): ConfluenceUser => ({
  type: 'known',
  accountId: accountId(number),
  accountType: 'atlassian',
  accountStatus: 'active',
  email: number % 5 === 0 ? '' : mail,
  publicName: name,
  displayName: number % 7 === 0 ? null : name,
  timeZone: number % 5 === 0 ? null : 'Europe/Brussels',
  isExternalCollaborator: number % 10 === 0,
  isGuest: number % 10 === 0,
  locale: 'en_US',
  profilePicture: { path: '/wiki/CANARY.png', width: 48, height: 48, isDefault: false },
  _links: { self: 'https://canary.example/CANARY' },
});

const spaceOf = (index: number, authorId: string): ConfluenceSpace => ({
  id: String(100 + index),
  key: index % 4 === 3 ? `~${authorId.replaceAll(/[^a-z0-9]/g, '')}` : `CANARYKEY${index}`,
  name: `CANARY space ${index}`,
  type: index % 4 === 3 ? 'personal' : 'global',
  status: index % 5 === 4 ? 'archived' : 'current',
  authorId,
  createdAt: `2024-0${1 + (index % 9)}-03T09:10:11.123Z`,
  homepageId: String(1_000 + index),
  spaceOwnerId: authorId,
  description: { plain: { value: 'CANARY description' } },
  icon: null,
  _links: { webui: '/spaces/CANARY' },
});

const operations = ['read', 'administer', 'create', 'delete', 'export'];

/** Groups, users and a role may do something in it; most of that is not about the space itself. Of the first, there are several pages. */
const permissionsOf = (index: number, groups: number, anyone: () => string): readonly SpacePermission[] => {
  const principals: SpacePermission['principal'][] = [
    ...Array.from({ length: groups }, (_, number) => ({ type: 'group' as const, id: groupId(number + 1) })),
    ...[...new Set([anyone(), anyone()])].map((id) => ({ type: 'user' as const, id })),
    { type: 'role', id: 'CANARY-role' },
  ];
  return principals.flatMap((principal, number) =>
    operations
      .filter((key) => key === 'read' || index === 0 || (number + index) % 6 === 0)
      .flatMap((key) =>
        ['space', 'page'].map((targetType) => ({
          id: `${index}-${number}-${key}-${targetType}`,
          principal,
          operation: { key, targetType },
        })),
      ),
  );
};

const versionOf = (number: number, authorId: string): Row => ({
  number,
  createdAt: `2025-01-${String(10 + (number % 20)).padStart(2, '0')}T08:00:00.000Z`,
  message: 'CANARY message',
  minorEdit: number % 2 === 0,
  authorId,
});

const body = { storage: { representation: 'storage', value: '<p>CANARY body</p>' } };

const pageOf = (index: number, spaceId: string, anyone: () => string): ConfluenceContent => ({
  id: String(1_000 + index),
  status: index % 9 === 8 ? 'archived' : 'current',
  title: `CANARY title ${index}`,
  spaceId,
  parentId: index % 3 === 0 ? null : String(1_000 + index - 1),
  parentType: index % 3 === 0 ? null : 'page',
  position: 7,
  authorId: anyone(),
  ownerId: anyone(),
  lastOwnerId: index % 2 === 0 ? null : anyone(),
  createdAt: '2025-01-02T08:00:00.000Z',
  version: versionOf(1 + (index % 4), anyone()),
  body,
  _links: { webui: '/spaces/CANARY', editui: '/CANARY', tinyui: '/x/CANARY' },
});

const commentOf = (index: number, page: ConfluenceContent, anyone: () => string): Row => ({
  id: String(5_000 + index),
  status: 'current',
  title: 'Re: CANARY title',
  pageId: page.id,
  ...(index % 4 === 3 && { parentCommentId: String(5_000 + index - 1) }),
  version: versionOf(1, anyone()),
  body,
  resolutionStatus: index % 2 === 0 ? 'open' : 'resolved',
  resolutionLastModifierId: index % 2 === 0 ? null : anyone(),
  resolutionLastModifiedAt: index % 2 === 0 ? null : '2025-02-02T08:00:00.000Z',
  properties: { inlineMarkerRef: 'CANARY', inlineOriginalSelection: 'CANARY the words it is about' },
  _links: { webui: '/spaces/CANARY' },
});

const taskOf = (index: number, page: ConfluenceContent, anyone: () => string): ConfluenceSite['tasks'][number] => {
  const isDone = index % 2 === 0;
  return {
    id: String(8_000 + index),
    localId: 'CANARY',
    spaceId: page.spaceId,
    pageId: page.id,
    blogPostId: null,
    status: isDone ? 'complete' : 'incomplete',
    body: { storage: { value: 'CANARY task' } },
    createdBy: anyone(),
    assignedTo: index % 3 === 0 ? null : anyone(),
    completedBy: isDone ? anyone() : null,
    createdAt: '2025-01-04T08:00:00.000Z',
    updatedAt: isDone ? '2025-01-08T08:00:00.000Z' : null,
    dueAt: '2025-01-11T00:00:00.000Z',
    completedAt: isDone ? '2025-01-08T08:00:00.000Z' : null,
  };
};
