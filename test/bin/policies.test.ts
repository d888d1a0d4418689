import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { policiesCommand } from '../../bin/commands/policies.ts';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { blocksOf, commandsOf, root } from '../readme-blocks.ts';
import { inProcess } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-policies-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const everywhere = `
  aws: { region: eu-west-1, account: "123456789012" }
  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }
  azure: { subscriptionId: 00000000-0000-4000-8000-000000000001, tenantId: 00000000-0000-4000-8000-000000000002, location: westeurope }
`;

const file = (deploy = everywhere, more = ''): string => {
  const path = join(folder, 'sallyport.yaml');
  writeFileSync(
    path,
    `gateway: acme
vendor:
  name: analytics
  identity: { jwt: { issuer: https://auth.analytics.example/, audience: gateway, claims: { tenant: acme } } }
sources:
  people: { connector: scim, baseUrl: "https://directory.acme.example/scim/v2" }
${more}deploy:${deploy}`,
  );
  return path;
};

const run = (...args: string[]) => inProcess(policiesCommand, ['policies', ...args]);

interface Printed {
  readonly host: string;
  readonly name: string;
}

/** Of all hosts: the first time loads CDK and the providers of Terraform, which takes longer than everything else here. */
let all: readonly Printed[];
beforeAll(async () => {
  all = JSON.parse((await run('--config', file(), '--json')).stdout);
});

describe('the documents', () => {
  test('of all hosts, or one, as programs take them', async () => {
    expect(all.map(({ host, name }) => `${host} ${name}`)).toEqual([
      'aws acme-cloudformation-1',
      'aws acme-deployer',
      'gcp sallyport_acme_deployer',
      'gcp sallyport_acme_named',
      'azure acme-azure-deployer',
      'azure acme-azure-packages',
    ]);
    const one = JSON.parse((await run('--config', file(), '--host', 'gcp', '--json')).stdout);
    expect(one).toEqual(all.filter(({ host }) => host === 'gcp'));
  });

  test('one on standard output alone, and what to do with it beside it', async () => {
    const { code, stdout, stderr } = await run('acme-deployer', '--config', file(), '--host', 'aws');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ Version: '2012-10-17', Statement: [{ Action: ['sts:AssumeRole'] }] });
    expect(stderr).toMatch(/^# acme-deployer\.json: For the person or the pipeline/);
    expect(stderr).toContain(
      '#   aws iam create-policy --policy-name acme-deployer --policy-document file://acme-deployer.json\n',
    );
  });

  test('in a folder, each in the file that its command names', async () => {
    const out = join(folder, 'to enter');
    const { stdout, stderr } = await run('--config', file(), '--out', out);
    expect(stderr).toBe('');
    const files = readdirSync(out);
    const named = [...stdout.matchAll(/(?:file:\/\/|--file |@)(\S+\.json)/g)].map(([, name]) => name!);
    expect(stdout.split('\n')[0]).toBe(`cd '${out}'`);
    expect(new Set(named)).toEqual(new Set(files));
    for (const each of files) expect(() => JSON.parse(readFileSync(join(out, each), 'utf8'))).not.toThrow();
  });
});

describe('this configuration alone', () => {
  test('decides what is in them', async () => {
    const { stdout: within } = await run('--config', file(everywhere, 'network: { egress: nat }\n'), '--json');
    for (const right of ['ec2:CreateNatGateway', 'compute.routers.create', 'Microsoft.Network/natGateways/write']) {
      expect(JSON.stringify(all)).not.toContain(right);
      expect(within).toContain(right);
    }
  });

  test('lets a sync be deployed where there is one', async () => {
    const to = '{ destination: scim, baseUrl: "https://desk.acme.example/scim/v2" }';
    const user = 'userName: "${user.name}"';
    const sync = `sync:\n  desk: { from: people, users: { type: user, key: user.name }, to: ${to}, map: { ${user} } }\n`;
    const { stdout, stderr } = await run('--config', file(everywhere, sync), '--host', 'aws', '--json');
    expect(stderr).toBe('');
    for (const right of ['lambda:PutFunctionRecursionConfig', 'scheduler:CreateSchedule', 's3:CreateBucket']) {
      expect(JSON.stringify(all)).not.toContain(right);
      expect(stdout).toContain(right);
    }
  });

  test('an account that bootstraps the gateway by itself names it', async () => {
    const { stdout } = await run('--config', file(), '--host', 'aws', '--qualifier', 'acme', '--json');
    expect(stdout).toContain('arn:aws:iam::123456789012:role/cdk-acme-deploy-role-123456789012-eu-west-1');
    expect(stdout).toContain('arn:aws:s3:::cdk-acme-assets-123456789012-eu-west-1/*');
    expect(stdout).toContain('--qualifier acme --toolkit-stack-name CDKToolkit-acme');
    expect(stdout).not.toContain('hnb659fds');
  });
});

describe('what can not be done is told with what to do', () => {
  test.each([
    [
      'a host that is not deployed to',
      1,
      /does not deploy to azure\. Write where under deploy\.azure/,
      ['--host', 'azure'],
    ],
    [
      'a document that is not there',
      2,
      /There is no document acme\. There are: acme-cloudformation-1, acme-deployer\./,
      ['acme'],
    ],
    ['a qualifier that CDK takes not', 2, /1 to 10 letters/, ['--qualifier', 'a b']],
    ['a file that is not there', 3, /nowhere\.yaml/, ['--config', 'nowhere.yaml']],
  ] as const)('%s', async (_, code, message, args) => {
    const config = file(' { aws: { region: eu-west-1 } }\n');
    const end = await run('--config', config, ...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toMatch(message);
    expect(end.stdout).toBe('');
  });

  test('nowhere to deploy to', async () => {
    const { code, stderr } = await run('--config', file(' {}\n'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('deploys to no cloud')]);
  });

  test('a configuration that the cloud can not have', async () => {
    const entity = 'entity: { type: contractor, id: number, name: name }';
    const files = `  contractors: { connector: file, files: [{ path: ./nowhere.csv, ${entity} }] }\n`;
    const { code, stderr } = await run('--config', file(everywhere, files), '--host', 'azure');
    expect([code, stderr]).toEqual([1, expect.stringContaining('nowhere.csv')]);
  });
});

test('nothing of the synthesis stays', async () => {
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  // Others use the machine's too. This file has a process of its own.
  vi.stubEnv('TMPDIR', temporary);
  const { code } = await run('--config', file(), '--json');
  vi.unstubAllEnvs();
  expect([code, readdirSync(temporary)]).toEqual([0, []]);
});

describe('docs/deploying.md', () => {
  const page = 'docs/deploying.md';

  test.each(commandsOf(page).filter((command) => command.includes(' policies ')))('%s', async (command) => {
    const [, words = ''] = /^npm run -s sallyport -- policies (.*)$/.exec(command) ?? [];
    const args = words.replace('examples/', `${root}/examples/`).split(' ');
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[{[]/);
  });

  test('its configuration is one', () => {
    const [block] = blocksOf(page).filter(({ language }) => language === 'yaml');
    expect(parseConfig(block!.text, page, connectors).deploy).toMatchObject({
      azure: { resourceGroup: 'acme-gateways' },
    });
  });

  test('names every document that there may be, and what it says is left out is', async () => {
    const text = readFileSync(join(root, page), 'utf8');
    const id = (rest: string) =>
      `/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/acme/providers/${rest}`;
    const config = file(`
  aws: { region: eu-west-1 }
  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1, kmsKey: projects/acme-keys/locations/europe-west1/keyRings/gateways/cryptoKeys/acme }
  azure:
    subscriptionId: 00000000-0000-4000-8000-000000000001
    tenantId: 00000000-0000-4000-8000-000000000002
    location: westeurope
    resourceGroup: acme-gateways
    keyVault: ${id('Microsoft.KeyVault/vaults/acme-key')}
    actionGroup: ${id('Microsoft.Insights/actionGroups/operators')}
    encryptionKey: ${id('Microsoft.KeyVault/vaults/acme-keys/keys/gateways')}
`);
    const { stdout } = await run('--config', config, '--json');
    for (const { name } of JSON.parse(stdout) as { name: string }[]) {
      const word = name.replace(/^(sallyport_)?acme[-_](azure-)?/, '');
      expect(text, name).toMatch(new RegExp(`\\| .*(<gateway>)?[-_]${word}\\b.* \\|`));
    }
    expect(stdout).not.toContain('storageAccounts/listKeys');
    expect(stdout).toContain('workspaces/sharedKeys/action');
  });
});
