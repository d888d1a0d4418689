import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { organisation } from '../../standins/organisation.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { startWorkday, type Workday } from '../../standins/workday/start-workday.ts';
import { workdayReports } from '../../standins/workday/workday-reports.ts';
import { connectorUnderTest } from './support/connector-under-test.ts';

const host = 'wd2-impl-services1.workday.com';
const owner = 'ISU_Sallyport';
const acme = organisation({ people: 300, groups: 5 });
const reports = workdayReports(acme);
const key = rsaKey();
const client = { id: 'gate', secret: 'CANARY-secret', refreshToken: 'CANARY-refresh' };
const user = { name: owner, password: 'CANARY-password' };
const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
const now = () => clock.now;
let workday: Workday;

beforeAll(async () => {
  const keyClient = { id: 'gate-key', key: key.publicKey };
  workday = await startWorkday({ host, tenant: 'acme', owner, reports, client, keyClient, user, now });
});
afterAll(() => workday.stop());

const secrets = {
  key: {
    client_id: 'gate-key',
    private_key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  },
  refreshToken: { client_id: client.id, client_secret: client.secret, refresh_token: client.refreshToken },
  basic: { user: owner, password: user.password },
} as const;

const sourceWith = (more: object, authentication: keyof typeof secrets = 'basic') =>
  connectorUnderTest({
    source: {
      connector: 'workday',
      host,
      tenant: 'acme',
      reportOwner: owner,
      workersReport: 'Sallyport_Workers',
      organizationsReport: 'Sallyport_Organizations',
      securityGroupsReport: 'Sallyport_Security_Groups',
      authentication,
      ...(authentication === 'key' && { user: owner }),
      ...more,
    },
    secret: secrets[authentication],
    origins: { [host]: workday.origin },
    platform: { now },
  });

const importing = { serve: ['import'], read: ['workers', 'organizations', 'securityGroups'] };
const proxying = { serve: ['proxy'] };

const idsOf = (items: readonly Item[], type: string) =>
  items.flatMap((item) => (item.kind === 'entity' && item.type === type ? [item.id] : []));
const linksOf = (items: readonly Item[], from: string, to: string) =>
  items.flatMap((item) =>
    item.kind === 'relationship' && item.fromType === from && item.toType === to ? [`${item.fromId} ${item.toId}`] : [],
  );

describe('imports from Workday', () => {
  test('are all rows of the reports', async () => {
    const { items } = await sourceWith(importing).read();
    const [workers, organizations, groups] = Object.values(reports) as (readonly Record<string, string>[])[];
    expect(idsOf(items, 'user')).toEqual(workers!.map((row) => row['Employee_ID']));
    expect(idsOf(items, 'orgUnit')).toEqual(organizations!.map((row) => row['Organization_ID']));
    expect(idsOf(items, 'group')).toEqual(groups!.map((row) => row['Security_Group_ID']));
    expect(linksOf(items, 'user', 'orgUnit')).toEqual(
      workers!.map((row) => `${row['Employee_ID']} ${row['Supervisory_Organization_ID']}`),
    );
    expect(linksOf(items, 'orgUnit', 'orgUnit')).toHaveLength(organizations!.length - 1);
    expect(linksOf(items, 'user', 'group')).toEqual(
      acme.groups.flatMap(({ number, members }) => members.map((member) => `${20_000 + member} ISSG-${number}`)),
    );
    expect(JSON.stringify(items)).not.toMatch(/CANARY (birth|pay|phone)/);
  });

  test('have attributes of their types, and say who has left', async () => {
    const { items } = await sourceWith({ ...importing, read: ['workers'] }).read();
    const left = acme.people.find(({ status }) => status === 'disabled')!;
    expect(items.find((item) => item.kind === 'entity' && item.id === String(20_000 + left.number))).toMatchObject({
      name: left.name,
      attributes: {
        mail: { type: 'string', value: left.mail },
        active: { type: 'boolean', value: false },
        hiredOn: { type: 'date', value: new Date(left.hired) },
        leftOn: { type: 'date', value: new Date('2026-08-31') },
        manager: { type: 'string', value: String(20_000 + left.manager!) },
      },
    });
  });

  test('are of the columns that a report has, and of further ones', async () => {
    const { items } = await sourceWith({
      ...importing,
      read: ['workers'],
      workersReport: 'All_People',
      idColumn: 'workerID',
      nameColumn: 'preferredName',
      emailColumn: 'primaryWorkEmail',
      activeColumn: 'isActive',
      attributes: { workers: { grade: 'grade' } },
    }).read();
    expect(idsOf(items, 'user')).toHaveLength(acme.people.length);
    expect(items[0]).toMatchObject({
      name: acme.people[0]!.name,
      attributes: { mail: { value: acme.people[0]!.mail }, grade: { value: 'G1' }, active: { value: true } },
    });
  });

  test('go on where they were broken off', async () => {
    const whole = await sourceWith(importing).read();
    const { items, pages } = await sourceWith(importing).readInPages();
    expect(items).toEqual(whole.items);
    expect(pages).toBeGreaterThan(2);
  });

  test('wait, and renew the token when it is refused, and when it has ended', async () => {
    const source = sourceWith({ ...importing, read: ['organizations'] }, 'refreshToken');
    const path = `/${host}/ccx/service/customreport2/acme/${owner}/Sallyport_Organizations`;
    const before = workday.grants.length;
    workday.answerNext({ status: 429, headers: { 'retry-after': '9' } }, path);
    workday.answerNext({ status: 401, body: { error: 'CANARY' } }, path);
    expect((await source.read()).slept).toEqual([9_000]);
    clock.now += 3_601_000;
    await source.read();
    expect(workday.grants.slice(before)).toEqual(['refresh_token', 'refresh_token', 'refresh_token']);
  });

  test.each(Object.keys(secrets) as (keyof typeof secrets)[])('are let in by %s', async (way) => {
    const { items, error } = await sourceWith({ ...importing, read: ['securityGroups'] }, way).import();
    expect(error).toBeUndefined();
    expect(items.length).toBeGreaterThan(5);
  });

  test('end where the user may not run the report', async () => {
    const { error } = await sourceWith({ ...importing, workersReport: 'Payroll' }).import();
    expect(error).toBe('failed_precondition');
  });
});

describe('calls of Workday', () => {
  test.each([
    ['workers', `/${owner}/Sallyport_Workers?format=json`],
    ['organizations', `/${owner}/Sallyport_Organizations?format=json`],
  ])('%s: what leaves', async (file, target) => {
    const { Report_Entry: rows } = (await sourceWith(proxying, 'key').json(target)) as { Report_Entry: object[] };
    const body = `${JSON.stringify({ Report_Entry: rows.slice(0, 3) }, null, 2)}\n`;
    expect(JSON.stringify(rows)).not.toMatch(/CANARY|acme/i);
    await expect(body).toMatchFileSnapshot(join(import.meta.dirname, 'treated/workday', `${file}.json`));
  });

  test('come without what is not JSON', async () => {
    const response = await sourceWith(proxying).call(`/${owner}/Sallyport_Workers`);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('CANARY');
  });

  test.each([
    ['another report', `/${owner}/Payroll?format=json`],
    ['a report that the source does not name', `/${owner}/Sallyport_Security_Groups?format=json`],
    ["somebody else's report", '/ISU_Payroll/Sallyport_Workers?format=json'],
    ['a prompt', `/${owner}/Sallyport_Workers?format=json&Employee_ID=20001`],
    ['another format', `/${owner}/Sallyport_Workers?format=csv`],
  ])('are refused: %s', async (_, target) => {
    const before = workday.requests.length;
    const response = await sourceWith(proxying).call(target);
    expect({ status: response.status, asked: workday.requests.length - before }).toEqual({ status: 403, asked: 0 });
  });
});
