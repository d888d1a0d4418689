import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectorsCommand } from '../../bin/commands/connectors.ts';
import { connectorPages } from '../../bin/connectors/page/connector-pages.ts';
import { parseShapes } from '../../config/shapes/read-shapes.ts';
import { catalogDefinition, catalogNames, catalogText } from '../../connectors/catalog.ts';
import { definedEndpoints } from '../../connectors/defined/resolve-api.ts';
import { exampleValues } from '../../connectors/definition/example-values.ts';
import { filled } from '../../connectors/definition/template.ts';
import { connectors } from '../../connectors/index.ts';
import { inProcess } from './in-process.ts';
import { root } from './sallyport.ts';

const run = (...args: readonly string[]) => inProcess(connectorsCommand, ['connectors', ...args]);

describe('connectors', () => {
  test('lists all kinds of sources', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name } of connectors) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).toMatch(/^ {2}okta +Okta +import, proxy +key, apiToken$/m);
  });

  test('lists them for programs', async () => {
    const listed = JSON.parse((await run('--json')).stdout) as { name: string }[];
    expect(listed.map(({ name }) => name).toSorted()).toEqual(connectors.map(({ name }) => name).toSorted());
    expect(listed).toContainEqual({
      name: 'okta',
      title: 'Okta',
      modes: ['import', 'proxy'],
      authentication: ['key', 'apiToken'],
    });
    expect(listed).toContainEqual({ name: 'sql', title: 'SQL database', modes: ['import'], authentication: [] });
  });

  test.each(connectors.map(({ name }) => name))('shows all of %s', async (name) => {
    const { code, stdout, stderr } = await run(name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`(connector: ${name}; serves `);
    expect(stdout).not.toMatch(/undefined|\[object|[ \t]$/m);
    expect(JSON.parse((await run(name, '--json')).stdout)).toMatchObject({ name });
  });

  test('shows settings, permissions, lists, endpoints and an example', async () => {
    const { stdout } = await run('okta');
    for (const line of [
      '  domain (needed; for example: acme.okta.com)',
      '  okta.groups.read    Groups and who is in them.',
      '  groupMembers         GET /groups/{id}/users     Who is in the groups.',
      '    Secret: client_id, private_key. Calls: acme.okta.com',
      '    connector: okta\n    domain: acme.okta.com',
    ])
      expect(stdout).toContain(line);
    expect(stdout).toMatch(
      /^ {2}GET \/users\/\{userId\} +8 as it is, 7 pseudonym, 1 pseudonym that the gate turns back$/m,
    );
  });

  test('prints a definition as it is', async () => {
    expect((await run('okta', '--definition')).stdout).toBe(catalogText('okta'));
  });

  test.each([
    [['nosuch'], 2, /There is no connector nosuch\. They are listed by: sallyport connectors/],
    [['oktta'], 2, /Did you mean okta\?/],
    [['--shapes'], 2, /Name a connector/],
    [['sql', '--shapes'], 1, /sql has no endpoints of its own/],
    [['scim', '--definition'], 1, /scim has no definition of its own/],
    [['github', '--shapes'], 2, /Paths and addresses have settings in them\. Add: --set organization=\S+$/m],
    [['github', '--shapes', '--set', 'nosuch=1'], 2, /github has no setting nosuch; it has \w+/],
    [['github', '--shapes', '--set', 'organization=..'], 2, /--set organization: must be plain text\. For example: /],
    [['github', '--shapes', '--json'], 2, /cannot be used with/],
  ])('refuses %j', async (args, expected, says) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });
});

describe('the shapes of a connector', () => {
  test.each(catalogNames)('of %s are its endpoints, as a shapes file', async (name) => {
    const definition = catalogDefinition(name);
    const values = exampleValues(definition);
    const set = Object.entries(values).flatMap(([setting, value]) => ['--set', `${setting}=${value}`]);
    const { code, stdout, stderr } = await run(name, '--shapes', ...set);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { endpoints, $defs } = parseShapes(stdout, 'f');
    const optional = Object.keys(definition.endpoints).filter((each) => definition.endpoints[each]!.optional);
    for (const each of optional) expect(stdout).toContain(`\n  #   ${each}\n`);
    const left = optional.map((each) => filled(each, values, encodeURIComponent));
    const served = [...definedEndpoints({ definition, values })].filter(([each]) => !left.includes(each));
    expect(endpoints).toEqual(served.flatMap(([, each]) => each));
    expect($defs).toEqual(definition.$defs);
  });
});

describe('docs/connectors', () => {
  const folder = join(root, 'docs', 'connectors');
  const pages = connectorPages();

  test('has a page for each connector, and no others', () => {
    expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test.each([...pages])('%s is what the definition says now', (file, text) => {
    expect(readFileSync(join(folder, file), 'utf8') === text, 'it is stale; write it again with: npm run docs').toBe(
      true,
    );
  });

  test('can be read in five minutes each', () => {
    // 1,500 words; addresses, names of fields and bars of tables are looked at, and not read.
    const words = (text: string): number =>
      text
        .replaceAll(/`[^`]*`|\(https:[^)]*\)|<[^>]*>|[|_*#-]+/g, ' ')
        .trim()
        .split(/\s+/).length;
    const long = [...pages].filter(([, text]) => words(text) > 1_500);
    expect(long.map(([file]) => file)).toEqual([]);
  });

  test('say who may know what: treatments and permissions', () => {
    const okta = pages.get('okta.md')!;
    expect(okta).toContain('_pseudonym:_ `profile.login`');
    expect(okta).toContain('| `okta.groups.read` | Groups and who is in them. | `groups`, `groupMembers`, proxy |');
    expect(okta).toContain('`id` where type is User, AppUser');
    expect(pages.get('workday.md')).toMatch(/^\| `user` \|.*\| with `key` \|$/m);
    expect(pages.get('dropbox.md')).toMatch(/^\| \[`POST \/team_log\/get_events`\].*\| _body:_ `[^|]*\|/m);
  });
});
