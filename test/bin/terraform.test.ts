import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const gcp = '  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }\n';
const azure =
  '  azure: { subscriptionId: 0a0b0c0d-0000-4000-8000-00000000000a, tenantId: 0a0b0c0d-0000-4000-8000-00000000000b, location: westeurope }\n';

/** Runs what cdktf runs, as it does, in a folder with one source. */
const run = async (deploy: string): Promise<{ folder: string; exitCode: number | null; stderr: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-terraform-'));
  const config = join(folder, 'acme.yaml');
  writeFileSync(join(folder, 'people.csv'), 'id,name\n1,Ann\n');
  writeFileSync(
    config,
    `gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } }
sources:
  people:
    connector: file
    files: [{ path: ./people.csv, entity: { type: person, id: id, name: name } }]
deploy:
${deploy}`,
  );
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], SALLYPORT_CONFIG: config, CDKTF_OUTDIR: join(folder, 'out') };
    const program = execFile(
      process.execPath,
      [join(root, 'bin', 'terraform.ts')],
      { cwd: folder, env },
      (_, __, stderr) => resolve({ folder, exitCode: program.exitCode, stderr }),
    );
  });
};

test.each([
  ['Google Cloud', gcp, ['acme-gcp']],
  ['Azure', azure, ['acme-azure']],
  ['both', gcp + azure, ['acme-azure', 'acme-gcp']],
])('what Terraform deploys to %s is written, with the packages that it uploads', async (_, deploy, stacks) => {
  const { folder, exitCode, stderr } = await run(deploy);
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(readdirSync(join(folder, 'out', 'stacks')).sort()).toEqual(stacks);
  for (const stack of stacks) {
    const stackFolder = join(folder, 'out', 'stacks', stack);
    const text = readFileSync(join(stackFolder, 'cdk.tf.json'), 'utf8');
    const [, uploaded] = /"\$\{path\.module\}\/([^"]+\.tar)"/.exec(text)!;
    expect(readFileSync(join(stackFolder, uploaded!)).includes('1,Ann\n')).toBe(true);
    expect(text).not.toContain('Ann');
  }
});

test.each([
  [
    'no host',
    '  {}',
    /acme\.yaml does not say where on Google Cloud or Azure to deploy\. Write, for example, deploy: \{ gcp: /,
  ],
  ['AWS alone', '  aws: { region: eu-west-1 }\n', /AWS is deployed with cdk\.\n$/],
  ['a mistake', '  gcp: { project: acme-gateway, region: europe-west1 }\n', /projectNumber/],
])('with %s a sentence says what to do, and nothing is written', async (_, deploy, sentence) => {
  const { folder, exitCode, stderr } = await run(deploy);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toContain('    at ');
  expect(exitCode).toBe(1);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});
