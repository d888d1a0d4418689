import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { onboardCommand } from '../../bin/commands/onboard.ts';
import { onboardingPage } from '../../bin/onboarding/onboarding-page.ts';
import type { Config } from '../../config/config.ts';
import { externalIdHeader } from '../../stacks/onboarding/call.ts';
import { type Onboarding, onboarding } from '../../stacks/onboarding/onboarding.ts';
import { shellWord } from '../../stacks/onboarding/shell.ts';
import { awsDocument } from '../trust/aws-host.ts';
import { acme, configurationFor } from '../trust/identities.ts';
import { resolved, resources, terraformDocument } from '../trust/terraform-document.ts';
import { inProcess } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-onboard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'sallyport.yaml');
  writeFileSync(path, text);
  return path;
};

const written = (deploy: string): string => `gateway: acme
vendor:
  name: analytics
  identity:
    awsRole: { arn: arn:aws:iam::111122223333:role/tenant-acme, externalId: acme-7f3c2a9e }
sources:
  people: { connector: scim, baseUrl: "https://directory.acme.example/scim/v2" }
deploy: ${deploy}
`;

const everywhere = ['awsRole', 'googleServiceAccount', 'entraWorkload', 'jwt'] as const;
const platform = (host: 'aws' | 'gcp' | 'azure'): Config => configurationFor(host, 'platform', everywhere);
const commandsOf = ({ ways }: Onboarding): readonly string[] =>
  ways.flatMap(({ steps }) => steps.flatMap(({ commands }) => commands));

test('docs/onboarding.md is what it prints: npm run docs', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/onboarding.md'), 'utf8')).toBe(onboardingPage());
});

describe('the command', () => {
  const both =
    '{ aws: { region: eu-west-1 }, gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 } }';

  test('tells all hosts that are deployed to, or one', async () => {
    const config = file(written(both));
    const all = await inProcess(onboardCommand, ['onboard', '--config', config]);
    expect(all.code).toBe(0);
    expect(all.stdout.match(/^# .*/gm)).toEqual([
      '# Gateway acme on AWS: how the vendor calls it (profile platform)',
      '# Gateway acme on Google Cloud: how the vendor calls it (profile platform)',
    ]);
    const one = await inProcess(onboardCommand, ['onboard', '--config', config, '--host', 'gcp', '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject([
      {
        host: 'gcp',
        profile: 'platform',
        sources: [{ name: 'people', url: 'https://acme-people-123456789012.europe-west1.run.app' }],
        ways: [{ identity: 'awsRole', audience: '$url' }],
      },
    ]);
  });

  test('says what the vendor needs before the first step, and from whom', async () => {
    const config = file(written(both));
    const [aws = '', gcp = ''] = (await inProcess(onboardCommand, ['onboard', '--config', config])).stdout.split(
      '\n# Gateway',
    );
    expect(aws).toContain(
      'curl (7.75 or later, which signs for AWS) and jq. Outputs are values of the deployment, not secret, that whoever deployed it ' +
        'sends you. The commands have these as variables: `vendorRole`.\n',
    );
    // URLs of Cloud Run are known before anything is deployed.
    expect(gcp).toContain('The commands are for a POSIX shell with curl and jq.\n');
  });

  test('says what to write where nothing is deployed', async () => {
    const { code, stderr } = await inProcess(onboardCommand, [
      'onboard',
      '--config',
      file(written(both)),
      '--host',
      'azure',
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Write where under deploy.azure.') });
    const nowhere = await inProcess(onboardCommand, ['onboard', '--config', file(written('{}'))]);
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('deploys to no cloud') });
  });
});

describe('what the vendor is told is what stands there:', () => {
  test('every output is one of the deployment', () => {
    const aws = awsDocument(platform('aws')).parent.Outputs;
    expect(onboarding(platform('aws'), 'aws').outputs).toEqual(['vendorRole']);
    expect(Object.keys(aws)).toEqual(expect.arrayContaining(['vendorRole', 'peopleUrl']));
    const { output } = terraformDocument('azure', platform('azure')) as unknown as { output: object };
    const told = onboarding(platform('azure'), 'azure').outputs;
    expect([...told].sort()).toEqual(['vendorClientAws', 'vendorClientGoogle', 'vendorClientJwt', 'vendorScope']);
    expect(Object.keys(output)).toEqual(expect.arrayContaining([...told, 'peopleUrl']));
  });

  test('providers, account and URL on Google Cloud', () => {
    const document = terraformDocument('gcp', platform('gcp'));
    const told = onboarding(platform('gcp'), 'gcp');
    const text = commandsOf(told).join('\n');
    const [pool] = resources(document, 'google_iam_workload_identity_pool');
    for (const provider of ['aws-role', 'entra-v2', 'own-issuer'])
      expect(text).toContain(`/workloadIdentityPools/${pool!['workload_identity_pool_id']}/providers/${provider}`);
    const ids = resources(document, 'google_iam_workload_identity_pool_provider').map(
      (each) => each['workload_identity_pool_provider_id'],
    );
    expect(ids.sort()).toEqual(['aws-role', 'entra-v1', 'entra-v2', 'own-issuer']);
    const account = document.resource['google_service_account']!['Vendor']!['account_id'];
    expect(text).toContain(`/${account}@acme-gateway.iam.gserviceaccount.com:generateIdToken`);
    const [service] = resources(document, 'google_cloud_run_v2_service');
    expect(service!['custom_audiences'].map((each: string) => resolved(each, {}))).toContain(
      (told.sources[0] as { url: string }).url,
    );
  });

  test('the external id, on each host where it goes', () => {
    const { externalId } = acme.awsRole;
    const { audience } = acme.googleServiceAccount;
    const text = (host: 'aws' | 'gcp' | 'azure') => commandsOf(onboarding(platform(host), host)).join('\n');
    expect(text('aws')).toContain(`--external-id ${externalId}`);
    expect(text('gcp')).toContain(`--role-session-name ${externalId}`);
    expect(text('azure')).toContain(`-H "sallyport-external-id: ${externalId}"`);
    expect(text('azure')).toContain(`-H "sallyport-external-id: ${audience}"`);
    expect(text('azure').match(/sallyport-external-id/g)).toHaveLength(2);
  });
});

describe('the commands', () => {
  const all = (['aws', 'gcp', 'azure'] as const).flatMap((host) =>
    (['platform', 'bearer'] as const).flatMap((profile) => {
      const names = profile === 'bearer' ? everywhere.slice(1) : everywhere;
      return commandsOf(onboarding(configurationFor(host, profile, names), host));
    }),
  );

  test('are understood by a shell', () => {
    expect(all.length).toBeGreaterThan(40);
    execFileSync('bash', ['-n'], { input: [...new Set(all)].join('\n') });
  });

  test.each(["it's", '$(false)', '`false`', 'a "b"', '\\', 'a b', '*', '!x'])('say %s as it is', (text) => {
    const input = `printf '%s\\n' ${shellWord(text)} "${externalIdHeader(text)}"`;
    expect(execFileSync('bash', { input, encoding: 'utf8' })).toBe(`${text}\nsallyport-external-id: ${text}\n`);
  });

  test.each(['https://gate.example', 'https://gate.example/'])('a call goes to the path below %s', (url) => {
    const call = onboarding(platform('aws'), 'aws').ways[0]!.steps.at(-1)!.commands[0]!;
    const input = `curl() { for word in "$@"; do echo "$word"; done; }; url=${url}\n${call}`;
    const words = execFileSync('bash', { input, encoding: 'utf8' }).trim().split('\n');
    expect(words.at(-1)).toBe('https://gate.example/elimity.insights.customgateway.v1alpha2.Service/Meta');
  });

  test('a call carries the headers of its host', () => {
    // What a program of that name is called with.
    const stub = 'curl() { for word in "$@"; do printf "%s\\n" "$word"; done; }; token=t; url=https://gate.example\n';
    const headersOf = (command: string): readonly string[] => {
      const words = execFileSync('bash', { input: stub + command, encoding: 'utf8' })
        .trim()
        .split('\n');
      return words.filter((_, index) => words[index - 1] === '-H');
    };
    const lastOf = (host: 'gcp' | 'azure', index: number) =>
      onboarding(platform(host), host).ways[index]!.steps.at(-1)!.commands[0]!;
    const json = 'content-type: application/json';
    expect(headersOf(lastOf('gcp', 1))).toEqual([
      'X-Serverless-Authorization: Bearer t',
      'Authorization: Bearer t',
      json,
    ]);
    expect(headersOf(lastOf('azure', 0))).toEqual([
      'Authorization: Bearer t',
      `sallyport-external-id: ${acme.awsRole.externalId}`,
      json,
    ]);
  });
});
