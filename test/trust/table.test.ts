import { describe, expect, test } from 'vitest';
import type { Outcome } from './attempt.ts';
import { attempts, type Way } from './attempts.ts';
import { type Gateway, gatewayOf, outcomeAt } from './gateways.ts';
import type { HostName, IdentityName } from './identities.ts';
import { type Mutation, mutations, widenedBindings } from './mutations.ts';

/**
 * Who refuses what, on every host and for every identity. `in`: let in. By the infrastructure: `sts`, the `trust policy` of the vendor's
 * role and the `function url` on AWS; the `pool`, the `account` that it stands in for and `cloud run` on Google Cloud; `entra` on
 * Azure. By the gate's own handler: `handler`. A dash: it makes no sense there.
 */
const table = `
good | no proof | wrong tenant | wrong subject | wrong audience | other resource | confused deputy | other customer | neighbour | expired | forged | half right | sent once
aws platform awsRole: in | function url | trust policy | trust policy | function url | function url | trust policy | trust policy | function url | sts | sts | - | -
aws platform googleServiceAccount: in | function url | sts | trust policy | trust policy | trust policy | trust policy | trust policy | function url | sts | sts | trust policy | -
aws platform entraWorkload v1: in | function url | sts | trust policy | sts | trust policy | sts | trust policy | function url | sts | sts | - | -
aws platform entraWorkload v2: in | function url | sts | trust policy | sts | trust policy | sts | trust policy | function url | sts | sts | - | -
aws platform jwt: in | function url | sts | trust policy | sts | trust policy | trust policy | sts | function url | sts | sts | - | -
gcp platform awsRole: in | cloud run | pool | pool | pool | handler | pool | pool | cloud run | pool | pool | - | handler
gcp platform googleServiceAccount: in | cloud run | cloud run | cloud run | cloud run | handler | cloud run | cloud run | cloud run | cloud run | cloud run | - | handler
gcp platform entraWorkload v1: in | cloud run | pool | pool | pool | handler | pool | pool | cloud run | pool | pool | pool | handler
gcp platform entraWorkload v2: in | cloud run | pool | pool | pool | handler | pool | pool | cloud run | pool | pool | pool | handler
gcp platform jwt: in | cloud run | pool | pool | pool | handler | pool | pool | cloud run | pool | pool | - | handler
azure platform awsRole: in | handler | entra | entra | entra | handler | handler | entra | entra | entra | entra | - | -
azure platform googleServiceAccount: in | handler | entra | entra | entra | handler | handler | entra | entra | entra | entra | - | -
azure platform entraWorkload v1: in | handler | handler | handler | handler | handler | handler | handler | entra | handler | handler | handler | -
azure platform entraWorkload v2: in | handler | handler | handler | handler | handler | handler | handler | entra | handler | handler | handler | -
azure platform jwt: in | handler | entra | entra | entra | handler | entra | entra | entra | entra | entra | - | -
aws bearer googleServiceAccount: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | - | -
aws bearer entraWorkload v1: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | -
aws bearer entraWorkload v2: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | -
aws bearer jwt: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | - | -
gcp bearer googleServiceAccount: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | - | -
gcp bearer entraWorkload v1: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | -
gcp bearer entraWorkload v2: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | -
gcp bearer jwt: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | - | -
azure bearer googleServiceAccount: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | - | -
azure bearer entraWorkload v1: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | -
azure bearer entraWorkload v2: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | -
azure bearer jwt: in | handler | handler | handler | handler | handler | handler | handler | handler | handler | handler | - | -
`;

interface Row {
  readonly title: string;
  readonly way: Way;
  readonly cells: readonly string[];
}

const cellsOf = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());
const [head = '', ...lines] = table.trim().split('\n');
const columns = cellsOf(head);
const rows = lines.map((line): Row => {
  const [title = '', cells = ''] = line.split(': ');
  const [host, profile, identity, version] = title.split(' ') as [
    HostName,
    Way['profile'],
    IdentityName,
    Way['version'],
  ];
  return { title, way: { host, profile, identity, ...(version && { version }) }, cells: cellsOf(cells) };
});

/** The outcomes of one row, in the order of the columns. */
const outcomes = async (gateway: Gateway, way: Way): Promise<readonly (Outcome | '-')[]> => {
  const made = columns.map((column) => attempts[column]!(way));
  return Promise.all(made.map((attempt) => (attempt ? outcomeAt(gateway, attempt) : '-')));
};

test('the table has every host, profile and identity that there is, and every attempt', () => {
  expect(columns).toEqual(Object.keys(attempts));
  const titles = ['aws', 'gcp', 'azure'].flatMap((host) => [
    ...['awsRole', 'googleServiceAccount', 'entraWorkload v1', 'entraWorkload v2', 'jwt'].map(
      (way) => `${host} platform ${way}`,
    ),
    ...['googleServiceAccount', 'entraWorkload v1', 'entraWorkload v2', 'jwt'].map((way) => `${host} bearer ${way}`),
  ]);
  expect(rows.map(({ title }) => title).sort()).toEqual(titles.sort());
  expect(rows.every(({ cells }) => cells[0] === 'in' && !cells.slice(1).includes('in'))).toBe(true);
});

test.each(rows)('$title', async ({ way, cells }) => {
  expect(await outcomes(gatewayOf(way), way)).toEqual(cells);
});

/** The rows in which a changed gateway decides otherwise. */
const turned = async (gateway: Gateway, changes: readonly Mutation[]): Promise<readonly string[]> => {
  const copy = { ...gateway, document: structuredClone(gateway.document) } as Gateway;
  for (const { apply } of changes) apply(copy);
  const found: string[] = [];
  for (const { title, way, cells } of rows.filter(
    ({ way }) => way.host === gateway.host && way.profile === 'platform',
  )) {
    const now = await outcomes(copy, way);
    if (now.some((outcome, index) => outcome !== cells[index])) found.push(title);
  }
  return found;
};

describe.each(['aws', 'gcp', 'azure'] as const)('on %s the table sees every condition:', (host) => {
  const gateway = gatewayOf({ host, profile: 'platform' });

  test.each(mutations(gateway).map((each) => [each.title, each] as const))('%s', async (_title, mutation) => {
    expect(await turned(gateway, [mutation])).not.toEqual([]);
  });
});

test('on Google Cloud neither bindings nor conditions alone keep others out: both do', async () => {
  const gateway = gatewayOf({ host: 'gcp', profile: 'platform' });
  expect(await turned(gateway, [widenedBindings])).toEqual([]);
  const wrongSubject = columns.indexOf('wrong subject');
  for (const { way } of rows.filter(({ way }) => way.host === 'gcp' && way.profile === 'platform')) {
    if (way.identity === 'googleServiceAccount') continue;
    const open = { ...gateway, document: structuredClone(gateway.document) } as Gateway;
    for (const { title, apply } of mutations(open)) if (title.endsWith('without a condition')) apply(open);
    expect((await outcomes(open, way))[wrongSubject]).toBe('account');
    widenedBindings.apply(open);
    expect((await outcomes(open, way))[wrongSubject]).toBe('in');
  }
});
