import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogNames } from '../../../connectors/catalog.ts';
import { blocksOf } from '../../readme-blocks.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const modules = join(root, 'node_modules');

const configuration = `
gateway: acme
vendor:
  name: elimity
  identity:
    jwt: { issuer: https://auth.elimity.com/, audience: gateway, claims: { base_url: https://acme.elimity.com } }
sources:
  people:
    connector: file
    files:
      - path: ./people.csv
        entity: { type: person, id: id, name: name }
`;

/** The app that the README shows. */
const app = blocksOf('README.md').find(({ language }) => language === 'ts')?.text ?? '';

/** An app as somebody else would write it, with the package that \`npm publish\` would upload. */
describe('the published package', () => {
  let folder: string;
  let files: string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-app-'));
    const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename, files: listed }] = JSON.parse(packed.slice(packed.indexOf('[\n')));
    files = listed.map(({ path }: { path: string }) => path);
    const installed = join(folder, 'node_modules', 'sallyport');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', installed]);
    for (const name of readdirSync(modules)) symlinkSync(join(modules, name), join(folder, 'node_modules', name));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'sallyport.yaml'), configuration);
    writeFileSync(join(folder, 'people.csv'), 'id,name\n1,One\n');
    for (const file of ['app.js', 'app.ts']) writeFileSync(join(folder, file), app);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('holds JavaScript with its types, and nothing of the tests', () => {
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'package.json', 'sallyport.schema.json', 'sallyport-shapes.schema.json']),
    );
    expect(files).toEqual(expect.arrayContaining(['dist/stacks/aws/gateway.js', 'dist/stacks/aws/gateway.d.ts']));
    expect(files).toEqual(expect.arrayContaining(['dist/bin/sallyport.js', 'dist/lambda/hosts/aws.js']));
    // What the example's configuration names comes with it.
    expect(files).toEqual(
      expect.arrayContaining(['examples/contractors.csv', 'examples/helpdesk/helpdesk.shapes.yaml']),
    );
    expect(files).toEqual(expect.arrayContaining(catalogNames.map((name) => `dist/connectors/catalog/${name}.yaml`)));
    expect(files).toEqual(expect.arrayContaining(['docs/connectors.md', 'docs/connectors/okta.md']));
    const strange = files.filter(
      (file) =>
        !/^(dist\/.*\.(js|d\.ts)|dist\/connectors\/catalog\/.*\.yaml|docs\/.*\.md|examples\/.*\.(csv|ndjson|yaml)|stacks\/server\/Dockerfile|[^/]+)$/.test(
          file,
        ) || /test/.test(file),
    );
    expect(strange).toEqual([]);
  });

  test('lets another CDK app have a gateway, handler included', () => {
    const outdir = join(folder, 'cdk.out');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['app.js'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CDK_OUTDIR: outdir },
    });
    expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: '' });
    const { Resources } = JSON.parse(readFileSync(join(outdir, 'integrations.template.json'), 'utf8'));
    expect(Object.values(Resources).map((resource) => (resource as { Type: string }).Type)).toContain(
      'AWS::CloudFormation::Stack',
    );
    const asset = readdirSync(outdir).find((name) => name.startsWith('asset.')) ?? '';
    expect(readdirSync(join(outdir, asset)).filter((name) => !/^gateway-|LEGAL\.txt$/.test(name))).toEqual([
      'gateway.mjs',
      'people.csv',
      'source.json',
    ]);
    expect(statSync(join(outdir, asset, 'gateway.mjs')).size).toBeGreaterThan(100_000);
  });

  test('has types that a strict TypeScript app compiles with', () => {
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'nodenext', '--types', 'node', 'app.ts'];
    const { status, stdout } = spawnSync(join(modules, '.bin', 'tsc'), options, { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
