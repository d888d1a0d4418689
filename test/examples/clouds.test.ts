import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';

const root = join(import.meta.dirname, '../..');
const file = 'examples/clouds.yaml';

/** What a line of the example is, once its `# ` is taken away: a key with a value, and no sentence. */
const optional = /^( *)# (\w+: (?:\{.*\}|\[.*\]|\S+))$/;

// Four syntheses, each a process of its own: seconds, but for a busy machine.
describe('the example for all three clouds', { timeout: 120_000 }, () => {
  let out: string;

  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'sallyport-clouds-'));
    const env = { PATH: process.env['PATH'], SALLYPORT_CONFIG: file, CDKTF_OUTDIR: join(out, 'terraform') };
    execFileSync(process.execPath, ['bin/terraform.ts'], { cwd: root, env });
  });

  afterAll(() => rmSync(out, { recursive: true }));

  test('is written for Terraform, with a URL and what belongs into the form of each source', () => {
    const stacks = join(out, 'terraform', 'stacks');
    expect(readdirSync(stacks).sort()).toEqual(['acme-azure', 'acme-gcp']);
    for (const stack of readdirSync(stacks)) {
      const { output } = JSON.parse(readFileSync(join(stacks, stack, 'cdk.tf.json'), 'utf8'));
      const names = Object.keys(output).filter((name) => !name.endsWith('Grants') && !name.startsWith('relay'));
      const ofEach = (name: string) => [`${name}Form`, `${name}Url`];
      expect(names.sort()).toEqual(['contractors', 'directory', 'hr'].flatMap(ofEach));
    }
  });

  test('is what cdk deploys too', () => {
    const env = {
      PATH: process.env['PATH'],
      CDK_OUTDIR: join(out, 'aws'),
      CDK_CONTEXT_JSON: JSON.stringify({ config: file }),
    };
    execFileSync(process.execPath, ['bin/aws.ts'], { cwd: root, env });
    expect(readdirSync(join(out, 'aws'))).toContain('acme-gateway.template.json');
  });

  test('is what all three clouds take with 60 sources', () => {
    const text = readFileSync(join(root, file), 'utf8');
    const many = Array.from(
      { length: 60 },
      (_, index) =>
        `  directory-n${index + 1}: { connector: entra-id, tenantId: 1b4e28ba-2fa1-41d2-883f-0016d3cca427 }`,
    );
    const config = join(out, 'many.yaml');
    const withoutRelay = text.replace(/^# Up to two agents[\s\S]*?\n\n/m, '');
    writeFileSync(
      config,
      withoutRelay.replace(/^sources:\n[\s\S]*?\n\n(?=# Without)/m, `sources:\n${many.join('\n')}\n\n`),
    );
    const folder = join(out, 'many');
    const env = {
      PATH: process.env['PATH'],
      SALLYPORT_CONFIG: config,
      CDKTF_OUTDIR: folder,
      CDK_OUTDIR: join(folder, 'aws'),
    };
    execFileSync(process.execPath, ['bin/terraform.ts'], { cwd: root, env });
    execFileSync(process.execPath, ['bin/aws.ts'], {
      cwd: root,
      env: { ...env, CDK_CONTEXT_JSON: JSON.stringify({ config }) },
    });
    const resources = (stack: string, type: string) =>
      Object.keys(JSON.parse(readFileSync(join(folder, 'stacks', stack, 'cdk.tf.json'), 'utf8')).resource[type]);
    expect(resources('acme-gcp', 'google_cloud_run_v2_service')).toHaveLength(60);
    expect(resources('acme-azure', 'azurerm_container_app')).toHaveLength(60);
    const { Resources } = JSON.parse(readFileSync(join(folder, 'aws', 'acme-gateway.template.json'), 'utf8'));
    const stacks = Object.values<{ Type: string }>(Resources).filter(
      ({ Type }) => Type === 'AWS::CloudFormation::Stack',
    );
    expect(stacks).toHaveLength(60);
  }, 120_000);

  test('is good with all its further lines, which are commented out', () => {
    const text = readFileSync(join(root, file), 'utf8');
    const lines = text.split('\n').filter((line) => optional.test(line));
    expect(lines.map((line) => optional.exec(line)![2]!.split(':')[0])).toEqual([
      'network',
      'telemetry',
      'alarmTopic',
      'notificationChannels',
      'terraformState',
      'actionGroup',
      'terraformState',
    ]);
    const open = text.split('\n').map((line) => line.replace(optional, '$1$2'));
    const config = parseConfig(open.join('\n'), file, connectors);
    expect(config.network?.allowList).toBe(true);
    expect(config.deploy.azure?.actionGroup).toMatch(/operators$/);
  });
});
