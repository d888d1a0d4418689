import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { stockImage } from '../stacks/server/image.ts';
import { startCommand } from '../stacks/server/start-script.ts';
import { blocksOf, root } from './readme-blocks.ts';

const page = readFileSync(join(root, 'docs/image.md'), 'utf8');
const dockerfile = readFileSync(join(root, 'stacks/server/Dockerfile'), 'utf8');
/** Its instructions; a line that ends with a backslash goes on. */
const instructions = dockerfile
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const those = (word: string): readonly string[] => instructions.filter((line) => line.startsWith(`${word} `));

describe('the image of a customer', () => {
  test('has Node from the image that is taken otherwise, and nothing of the gate', () => {
    expect(those('ARG')).toEqual([`ARG NODE=${stockImage}`, 'ARG BASE=$' + '{NODE}']);
    expect(those('COPY')).toEqual(['COPY --from=node /usr/local/bin/node /usr/local/bin/node']);
    expect(those('ADD')).toEqual([]);
    expect(page).toContain(stockImage);
  });

  test('has node where the command of both hosts looks for it', () => {
    expect(those('ENV')[0]).toMatch(/PATH=\/usr\/local\/bin:/);
    for (const host of ['gcp', 'azure'] as const) {
      const [program, ...words] = startCommand(host);
      expect(page).toContain(`\`${[program, ...words.slice(0, 4)].join(' ')} …\``);
    }
  });

  test('is built with Node 24 alone', () => {
    const [run] = those('RUN').map((line) => JSON.parse(line.slice('RUN '.length)) as string[]);
    const [, option, check] = run!;
    const checked = (before: string) => spawnSync(process.execPath, [option!, before + check], { encoding: 'utf8' });
    expect(checked('').status).toBe(0);
    const older = checked("Object.defineProperty(process, 'versions', { value: { node: '22.21.0' } });");
    expect([older.status, older.stderr]).toEqual([1, expect.stringContaining('Node 24 is needed')]);
    expect(readFileSync(join(root, 'stacks/bundle.ts'), 'utf8')).toContain("target: 'node24'");
  });

  test('is not root, and the gate writes to /tmp alone', () => {
    const [user] = those('USER');
    expect(user).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
    expect(page).toContain(`user ${user!.slice('USER '.length).split(':')[0]}`);
    for (const host of ['gcp', 'azure'] as const) {
      const script = startCommand(host).at(-1)!;
      expect(script.match(/mkdtempSync\([^)]*\)/g)).toEqual(["mkdtempSync('/tmp/sallyport-')"]);
      expect(
        script.match(/'\/[a-z]+[^']*'/g)?.filter((path) => !/^'\/(tmp\/|gateway\.mjs|computeMetadata)/.test(path)),
      ).toEqual([]);
    }
  });

  test('is named as a configuration takes it', () => {
    const [block] = blocksOf('docs/image.md').filter(({ language }) => language === 'yaml');
    const text = `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
sources: { people: { connector: scim, baseUrl: https://directory.acme.example/scim/v2 } }
${block!.text}`;
    const { deploy } = parseConfig(text, 'image.md', connectors);
    expect([deploy.gcp?.image, deploy.azure?.image].every((image) => image?.includes('@sha256:'))).toBe(true);
    expect(() => parseConfig(text.replaceAll(/@sha256:\d+/g, ':24'), 'image.md', connectors)).toThrow(/by digest/);
  });
});
