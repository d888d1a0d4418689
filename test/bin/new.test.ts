import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../bin/commands/check.ts';
import { newCommand } from '../../bin/commands/new.ts';
import { shellWord } from '../../bin/terminal/shell-word.ts';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { root } from './sallyport.ts';
import { desks, people, workspace } from './workspace.ts';

/** A configuration, and what becomes of it. */
const folder = (...sources: readonly string[]) => {
  const {
    directory,
    config,
    [Symbol.dispose]: dispose,
  } = workspace(...(sources.length > 0 ? sources : [people, desks]));
  const before = readFileSync(config, 'utf8');
  return {
    directory,
    config,
    before,
    add: (args: readonly string[], options: InProcessOptions = {}) =>
      inProcess(newCommand, ['new', ...args, '--config', config], options),
    text: () => readFileSync(config, 'utf8'),
    source: (name: string) => loadConfig(config, connectors).sources[name],
    [Symbol.dispose]: dispose,
  };
};

const okta = ['okta', '--set', 'domain=acme.okta.com', '--claim', 'source_id=5'];

describe('new, by options alone', () => {
  test('adds lines, and changes none', async () => {
    using place = folder();
    const { code, stdout, stderr } = await place.add([...okta, '--name', 'directory']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Added directory to .*, in line \d+\.\n$/),
    });
    const added = `
  # Okta. What is read and what leaves: sallyport connectors okta
  # What its administrator does: sallyport guide directory
  directory:
    connector: okta
    serve: [import, proxy]
    domain: acme.okta.com
    authentication: key
    claims: { source_id: '5' }
`;
    expect(place.text()).toBe(`${place.before.trimEnd()}\n${added}`);
    expect(place.text().split('\n')[Number(stdout.match(/line (\d+)/)![1]) - 1]).toMatch(/# Okta\./);
    expect(stderr).toContain(`sallyport guide directory --config ${shellWord(place.config)} `);
    expect(stderr).toContain(`sallyport secrets set directory --config ${shellWord(place.config)} `);
    expect(place.source('directory')).toMatchObject({ connector: 'okta', claims: { source_id: '5' } });
  });

  test('takes the name of the connector, and its first way', async () => {
    using place = folder();
    expect(await place.add(okta)).toMatchObject({ code: 0 });
    expect(place.source('okta')).toMatchObject({ serve: ['import', 'proxy'] });
  });

  test('writes what was chosen', async () => {
    using place = folder();
    const chosen = ['--serve', 'proxy', '--authentication', 'apiToken', '--claim', 'tenant=acme: #1'];
    expect(await place.add([...okta, ...chosen])).toMatchObject({ code: 0, stderr: expect.any(String) });
    expect(place.text()).toContain('    serve: [proxy]\n    domain: acme.okta.com\n    authentication: apiToken\n');
    expect(place.source('okta')).toMatchObject({ serve: ['proxy'], claims: { source_id: '5', tenant: 'acme: #1' } });
  });

  test('prints the lines, and writes nothing', async () => {
    using place = folder();
    const { code, stdout, stderr } = await place.add([...okta, '--dry-run']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\n {2}# Okta[\s\S]*\n {2}okta:\n {4}connector: okta\n/);
    expect(place.text()).toBe(place.before);
  });

  test('keeps the rights of the file, and a link to it', async () => {
    using place = folder();
    const link = join(place.directory, 'link.yaml');
    symlinkSync(place.config, link);
    chmodSync(place.config, 0o640);
    const { code } = await inProcess(newCommand, ['new', ...okta, '--config', link]);
    expect({ code, mode: statSync(place.config).mode & 0o777 }).toEqual({ code: 0, mode: 0o640 });
    expect(place.text()).toContain('connector: okta');
    expect(readdirSync(place.directory).filter((name) => /\.yaml./.test(name))).toEqual([]);
  });

  test('keeps all of the example', async () => {
    using place = folder();
    copyFileSync(join(root, 'sallyport.yaml'), place.config);
    // What it names is not beside it: nothing is written.
    expect(await place.add(okta)).toMatchObject({ code: 3 });
    const text = readFileSync(join(root, 'sallyport.yaml'), 'utf8');
    const end = text.indexOf('  # The API of a help desk');
    writeFileSync(place.config, text.slice(0, end) + text.slice(text.indexOf('# Where `cdk deploy`')));
    const lines = place.text().split('\n');
    expect(await place.add(okta)).toMatchObject({ code: 0 });
    expect(
      place
        .text()
        .split('\n')
        .filter((line) => lines.includes(line)).length,
    ).toBeGreaterThanOrEqual(lines.length);
  });
});

describe('new, for connectors that are code', () => {
  test.each([
    ['file', ['path=./desks.csv', 'type=desk', 'id=desk', 'title=desk'], { files: [{ path: './desks.csv' }] }],
    [
      'ldap',
      ['host=dc1.corp.example.com', 'directory=active-directory', 'base=dc=corp,dc=example'],
      { host: 'dc1.corp.example.com', directory: 'active-directory', base: 'dc=corp,dc=example', tls: 'ldaps' },
    ],
    ['scim', ['baseUrl=https://directory.acme.example/scim/v2'], { baseUrl: 'https://directory.acme.example/scim/v2' }],
    [
      'sql',
      ['host=hr.acme.example', 'database=hr', 'query=select id, name from employees'],
      { database: { postgres: { host: 'hr.acme.example' } }, queries: [{ entity: { type: 'person', id: 'id' } }] },
    ],
  ])('%s', async (connector, settings, options) => {
    using place = folder();
    const set = settings.flatMap((each) => ['--set', each]);
    const { code, stderr } = await place.add([connector, '--name', 'added', ...set, '--claim', 'source_id=9']);
    expect(code, stderr).toBe(0);
    expect(place.source('added')).toMatchObject({ connector, options });
  });

  const query = 'query=select id, name from employees';
  test.each([
    ['postgres', 5432],
    ['mysql', 3306],
    ['sqlserver', undefined],
  ])('sql of %s, which passes check', async (kind, port) => {
    using place = folder();
    const settings = [`kind=${kind}`, 'host=hr.acme.example', 'database=hr', query];
    const set = settings.flatMap((each) => ['--set', each]);
    const { code, stderr } = await place.add(['sql', '--name', 'added', ...set, '--claim', 'source_id=9']);
    expect(code, stderr).toBe(0);
    const server = { host: 'hr.acme.example', database: 'hr', tls: 'verify-full', ...(port && { port }) };
    expect(place.source('added')?.options).toMatchObject({ database: { [kind]: server } });
    const checked = await inProcess(checkCommand, ['check', '--config', place.config]);
    expect(checked.code, checked.stderr).toBe(0);
    expect(checked.stdout).toContain(`hr.acme.example:${port ?? 1433}`);
  });

  test.each([
    ['a kind that is none', ['kind=oracle'], /--set kind: must be one of postgres, mysql, sqlserver\. /],
    ['what is no host', ['host=https://hr.acme.example'], /--set host: write a host name or an IP address alone/],
    ['no host', ['host='], /--set host: write a host name/],
    ['a host too long', [`host=${'a'.repeat(254)}`], /--set host: is too long for the name of a host/],
    ['an address for MySQL', ['kind=mysql', 'host=10.0.0.7'], /--set host: is an IP address, which no certificate/],
    ['no database', ['database='], /--set database: is needed/],
    ['a name too long', [`database=${'x'.repeat(64)}`], /--set database: is too long for a database of PostgreSQL/],
    ['what is no SELECT', ['query=delete from employees'], /--set query: must begin with SELECT or WITH/],
    ['a placeholder', ['kind=sqlserver', 'query=select @id as id'], /--set query: must have no placeholder/],
  ])('sql refuses %s', async (_, wrong, says) => {
    using place = folder();
    const right = ['kind=postgres', 'host=hr.acme.example', 'database=hr', query];
    const set = [...right, ...wrong].flatMap((each) => ['--set', each]);
    const { code, stderr } = await place.add(['sql', ...set, '--claim', 'source_id=9']);
    expect(stderr).toMatch(says);
    expect({ code, text: place.text() }).toEqual({ code: 2, text: place.before });
  });

  test('sql says which kind it takes where none is said', async () => {
    using place = folder();
    const { code, stderr } = await place.add(['sql', '--claim', 'source_id=9']);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Of kind postgres: PostgreSQL.'),
    });
  });

  test('sql takes an address and a long name where its server does', async () => {
    using place = folder();
    const long = 'x'.repeat(128);
    const settings = ['kind=sqlserver', 'host=10.0.0.7', `database=${long}`, query];
    const set = settings.flatMap((each) => ['--set', each]);
    expect(await place.add(['sql', ...set, '--claim', 'source_id=9'])).toMatchObject({ code: 0 });
    expect(place.source('sql')?.options).toMatchObject({
      database: { sqlserver: { host: '10.0.0.7', database: long } },
    });
  });

  test('openapi, whose files must be there', async () => {
    using place = folder();
    const set = ['--set', 'document=./a.openapi.yaml', '--set', 'shapes=./a.shapes.yaml', '--claim', 'source_id=9'];
    const { code, stderr } = await place.add(['openapi', ...set]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/sources\.openapi\.shapes: is not there\.[\s\S]*Nothing was written\./);
    expect(place.text()).toBe(place.before);
  });

  test('custom, which asks for what its definition does', async () => {
    using place = folder();
    const definition = `
title: Badges
about: Who has a badge.
documentation: [https://badges.example/docs]
settings:
  server: { description: Where it is., example: https://badges.acme.example, kind: url }
server: \${server}
authentication: { token: { about: A token., with: bearer } }
rateLimits: { about: None. }
lists: { badges: { about: Badges., request: GET /badges, items: [{ entity: { type: badge, id: id } }] } }
`;
    writeFileSync(join(place.directory, 'badges.yaml'), definition);
    const args = ['custom', '--set', 'definition=./badges.yaml', '--serve', 'import', '--claim', 'source_id=9'];
    const missing = await place.add(args);
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--set server=https://badges.acme.example'),
    });
    const { code, stderr } = await place.add([...args, '--set', 'server=https://badges.acme.example']);
    expect(code, stderr).toBe(0);
    expect(place.text()).toContain(
      '    definition: ./badges.yaml\n    settings: { server: https://badges.acme.example }\n',
    );
    writeFileSync(join(place.directory, 'badges.yaml'), 'title: 7\n');
    expect(await place.add([...args, '--name', 'other'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/badges\.yaml:1:8/),
    });
  });
});

describe('new, at a terminal', () => {
  test('asks for what no option says, and again where an answer is wrong', async () => {
    using place = folder();
    const answers = [
      'people\n',
      'directory\n',
      'push\n',
      'import\n',
      'nosuch\n',
      '\n',
      '\n',
      'a b\n',
      'acme.okta.com\n',
      '\n',
      '7\n',
    ];
    const { code, stdout, stderr } = await place.add(['okta'], { answers });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Added directory to /);
    for (const said of [
      'name is the name of a source already.',
      'serve must be one or more of import, proxy',
      'authentication must be one of key, apiToken',
      'domain is needed.',
      'domain must be the name of a host',
    ])
      expect(stderr).toContain(said);
    expect(place.source('directory')).toMatchObject({ serve: ['import'], claims: { source_id: '7' } });
    expect(place.text()).not.toContain('keyId');
  });

  test('asks which database it is, and then what that one takes', async () => {
    using place = folder();
    const answers = ['hr', 'mariadb', 'mysql', '10.0.0.7', 'hr.acme.example', 'hr', 'select id from a where b = ?'];
    const rest = ['select id, name from employees', '', '', '', '7'];
    const { code, stderr } = await place.add(['sql'], { answers: [...answers, ...rest].map((line) => `${line}\n`) });
    expect(code, stderr).toBe(0);
    for (const said of [
      'mysql      MySQL or MariaDB',
      'kind must be one of postgres, mysql, sqlserver.',
      'host is an IP address',
      'query must have no placeholder',
    ])
      expect(stderr).toContain(said);
    expect(place.source('hr')?.options).toMatchObject({ database: { mysql: { host: 'hr.acme.example' } } });
  });

  test('names where it is deployed in what comes next', async () => {
    using place = folder();
    writeFileSync(place.config, `${place.text()}\ndeploy: { aws: { region: eu-west-1 } }\n`);
    const { code, stderr } = await place.add([...okta, '--name', 'x', '--yes'], { answers: [] });
    expect(code, stderr).toBe(0);
    // Here to try it, and then there.
    const commands = stderr
      .split('\n')
      .flatMap((line) => line.match(/^ {2}(\S+ \S+ \S+).*?( --host \w+)? {2}/)?.slice(1));
    expect(commands.filter((part) => part !== undefined)).toEqual([
      'sallyport guide x',
      'sallyport secrets set',
      'sallyport check --config',
      'sallyport start --config',
      'npx cdk deploy',
      'sallyport secrets set',
      ' --host aws',
      'sallyport onboard --config',
    ]);
  });

  test('asks nothing that an option says', async () => {
    using place = folder();
    const { code, stderr } = await place.add(
      [...okta, '--name', 'x', '--serve', 'import', '--authentication', 'apiToken'],
      { answers: [] },
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^\nNext:\n/);
  });

  test('takes answers that are pasted together', async () => {
    using place = folder();
    const { code, stderr } = await place.add(['okta'], { answers: ['dir\nimport\nkey\nacme.okta.com\n\n7\n'] });
    expect(code, stderr).toBe(0);
    expect(place.source('dir')).toMatchObject({ serve: ['import'] });
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s writes nothing', async (_, key) => {
    using place = folder();
    const { code, stdout, stderr } = await place.add(['okta'], { answers: ['directory\n', '\n', key] });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/Stopped/);
    expect(place.text()).toBe(place.before);
  });
});

describe('new refuses', () => {
  test.each([
    [
      'what is missing, all of it',
      ['okta'],
      2,
      /Nobody was asked\. Add:\n {2}--set domain=acme\.okta\.com +The domain[^\n]*\n {2}--claim source_id=42 /,
    ],
    ['a name that is taken', [...okta, '--name', 'people'], 2, /--name: is the name of a source already/],
    ['a name that is none', [...okta, '--name', 'A b'], 2, /--name: must be 1 to 32 lower-case letters/],
    ['a way without what it needs', ['workday', '--claim', 'source_id=1'], 2, /\n {2}--set user=\S+ /],
    ['a connector that is not there', ['okto'], 2, /Did you mean okta\?/],
    [
      'a setting of another',
      [...okta, '--set', 'tenant=1'],
      2,
      /A source of okta is not asked for tenant\. It is asked for name, serve, authentication, domain/,
    ],
    [
      'a setting of another way',
      [...okta, '--authentication', 'apiToken', '--set', 'keyId=1'],
      2,
      /is not asked for keyId/,
    ],
    [
      'a setting in a wrong form',
      ['okta', '--set', 'domain=https://acme.okta.com'],
      2,
      /--set domain: must be the name of a host/,
    ],
    [
      'a way that is not there',
      [...okta, '--authentication', 'password'],
      2,
      /--authentication: must be one of key, apiToken/,
    ],
    ['a mode that is not there', [...okta, '--serve', 'import,import'], 2, /--serve: must be one or more of/],
    ['the name as a setting', [...okta, '--set', 'name=x'], 2, /write --name/],
    ['claims as a setting', [...okta, '--set', 'claims.a=x'], 2, /write --claim/],
    ['a claim that is checked already', [...okta, '--claim', 'iss=x'], 3, /claims\.iss[\s\S]*Nothing was written\./],
  ])('%s', async (_, args, expected, says) => {
    using place = folder();
    const { code, stdout, stderr } = await place.add(args);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(place.text()).toBe(place.before);
  });

  test('a configuration with mistakes, before it asks anything', async () => {
    using place = folder();
    writeFileSync(place.config, place.before.replace('gateway: acme', 'gateway: Acme!'));
    expect(await place.add(['okta'], { answers: [] })).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/has 1 problem/),
    });
    expect(await inProcess(newCommand, ['new', 'okta', '--config', '/nowhere.yaml'])).toMatchObject({ code: 3 });
  });
});
