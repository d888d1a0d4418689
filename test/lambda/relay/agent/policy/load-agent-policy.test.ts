import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConfigError } from '../../../../../config/config-error.ts';
import type { JsonSchema } from '../../../../../config/json-schema.ts';
import { loadAgentPolicy, parseAgentPolicy } from '../../../../../lambda/relay/agent/policy/load-agent-policy.ts';
import {
  agentJsonSchema,
  renderAgentJsonSchema,
} from '../../../../../lambda/relay/agent/policy/schema/agent-json-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'agent-yaml-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  writeFileSync(join(folder, 'secret.yaml'), 'authorization: Bearer x\n', { mode: 0o600 });
  writeFileSync(join(folder, 'open.yaml'), 'authorization: Bearer x\n');
  chmodSync(join(folder, 'open.yaml'), 0o644);
  writeFileSync(join(folder, 'numbers.json'), '{"user":7}', { mode: 0o600 });
  writeFileSync(join(folder, 'people.sql'), 'select 1 as id');
});

const loaded = (text: string) => parseAgentPolicy(text, join(folder, 'agent.yaml'));

const problemOf = (text: string): string => {
  try {
    loaded(text);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.replaceAll(folder, '');
  }
};

const whole = `
allow:
  - http: { host: hr.acme.internal, paths: [/a], secret: { file: ./secret.yaml } }
  - sql: { postgres: { host: db.acme.internal, database: hr }, queries: [{ file: people.sql }, select 2 as id] }
  - ldap: { host: dc.acme.internal, bases: ["dc=acme"], attributes: [cn] }
  - file: { folder: /srv/exports, names: ["**/*.csv"] }
capacity: 4
limits: { answerMebibytes: 64 }
health: { port: 9000 }
update: { command: [/usr/local/bin/update, --now] }
drainSeconds: 10
log: warn
`;

describe('an agent.yaml', () => {
  it('allows nothing if it says nothing', () => {
    expect(loaded('allow: []')).toStrictEqual({
      http: [],
      sql: [],
      ldap: [],
      files: [],
      limits: { connectSeconds: 30, answerSeconds: 900, wholeSeconds: 86_400 },
      capacity: 8,
      healthPort: 9464,
      updateCommand: undefined,
      drainSeconds: 30,
      logLevel: 'info',
    });
  });

  it('says what may be reached, and how the agent runs', () => {
    const policy = loaded(whole);
    expect(policy.http[0]).toMatchObject({ port: 443, secret: join(folder, 'secret.yaml') });
    expect([...policy.sql[0]!.queries.values()]).toStrictEqual(['select 1 as id', 'select 2 as id']);
    expect(policy.ldap[0]).toMatchObject({ port: 636, tls: 'ldaps', write: undefined });
    expect(policy.files[0]!.folder).toBe('/srv/exports');
    expect(policy).toMatchObject({
      capacity: 4,
      limits: { answerMebibytes: 64 },
      healthPort: 9000,
      updateCommand: ['/usr/local/bin/update', '--now'],
      drainSeconds: 10,
      logLevel: 'warn',
    });
  });

  const http = (written: string) => `allow:\n  - http: { ${written} }`;

  it.each([
    ['a misspelt key', 'alow: []', 'agent.yaml:1:1: alow: is not a key that is known here.\n  Did you mean allow?'],
    ['a rule of no kind', 'allow:\n  - {}', ':2:5: allow[0]: must be one rule.'],
    [
      'a rule of two kinds',
      'allow:\n  - { file: { folder: a, names: [b] }, http: { host: a, paths: [/a] } }',
      'must be one rule',
    ],
    ['no paths', http('host: a.example'), 'allow[0].http.paths: is missing'],
    ['a path with an escape', http('host: a.example, paths: ["/%61"]'), 'must be written without escapes'],
    ['a path that leads elsewhere', http('host: a.example, paths: [/a/../b]'), 'leads elsewhere'],
    ['a path with a query', http('host: a.example, paths: ["/a?b"]'), 'name the parameters under query'],
    ['a path without a slash', http('host: a.example, paths: [a]'), 'must begin with a slash'],
    ['two stars in the middle', http('host: a.example, paths: [/a/**/b]'), 'last segment only'],
    [
      'an address in another form',
      http('host: 0x7f.1, paths: [/a]'),
      'must be written as connections are made: 127.0.0.1',
    ],
    [
      'a host in upper case',
      http('host: HR.acme.internal, paths: [/a]'),
      'must be written as connections are made: hr.acme.internal',
    ],
    ['a host with a port', http('host: "hr.acme.internal:8443", paths: [/a]'), 'host alone'],
    ['a URL for a host', http('host: https://hr.acme.internal, paths: [/a]'), 'host alone'],
    ['a host that ends with a dot', http('host: hr.acme.internal., paths: [/a]'), 'must not end with a dot'],
    ['a star within a host', http('host: "hr*.acme.internal", paths: [/a]'), 'must be a host, such as'],
    ['metadata of a cloud', http('host: 169.254.169.254, paths: [/a]'), 'metadata services'],
    [
      'metadata of a cloud as a range',
      http('host: a.example, paths: [/a], addresses: [169.254.0.0/16]'),
      'metadata services',
    ],
    [
      'ranges for an address',
      http('host: 10.0.0.1, paths: [/a], addresses: [10.0.0.0/8]'),
      'this host is an address itself',
    ],
    ['CONNECT', http('host: a.example, paths: [/a], methods: [CONNECT]'), 'is none of the values'],
    ['a method in lower case', http('host: a.example, paths: [/a], methods: [get]'), 'Did you mean GET?'],
    [
      'a header of the connection',
      http('host: a.example, paths: [/a], headers: [transfer-encoding]'),
      'no source may be sent',
    ],
    [
      'a header that is the method',
      http('host: a.example, paths: [/a], headers: [x-http-method-override]'),
      'no source may be sent',
    ],
    [
      'an authority without TLS',
      http('scheme: http, host: a.example, paths: [/a], ca: a.pem'),
      'without TLS no certificate is checked',
    ],
    ['a password', http('host: a.example, paths: [/a], password: x'), 'nothing secret belongs into this file'],
    [
      'two databases',
      'allow:\n  - sql: { postgres: { host: a, database: b }, mysql: { host: a, database: b }, queries: [c] }',
      'must name one database',
    ],
    ['no database', 'allow:\n  - sql: { queries: [c] }', 'must name one database'],
    ['no queries', 'allow:\n  - sql: { sqlite: { folder: a, names: [b] }, queries: [] }', 'must not be empty'],
    [
      'a query that is not there',
      'allow:\n  - sql: { sqlite: { folder: a, names: [b] }, queries: [{ file: none.sql }] }',
      'allow[0].sql.queries[0].file: the file is not there',
    ],
    [
      'a base that is none',
      'allow:\n  - ldap: { host: a, bases: [people], attributes: [cn] }',
      'must be the distinguished name',
    ],
    [
      'all attributes',
      'allow:\n  - ldap: { host: a, bases: ["dc=a"], attributes: ["*"] }',
      'must be the name of an attribute',
    ],
    ['a file above', 'allow:\n  - file: { folder: a, names: [../b] }', 'must not lead elsewhere'],
    ['an absolute file', 'allow:\n  - file: { folder: a, names: [/b] }', 'must be below the folder'],
    ['a file of Windows', 'allow:\n  - file: { folder: a, names: ["C:b"] }', 'must be below the folder'],
    [
      'secrets that are not there',
      http('host: a.example, paths: [/a], secret: { file: none.yaml }'),
      'allow[0].http.secret.file: the file of secrets is not there',
    ],
    [
      'secrets that others may read',
      http('host: a.example, paths: [/a], secret: { file: open.yaml }'),
      'Run chmod 600 on it',
    ],
    [
      'secrets that are no texts',
      http('host: a.example, paths: [/a], secret: { file: numbers.json }'),
      'is no map of texts',
    ],
    ['an anchor', 'allow: &a []', 'anchors (&) are not used'],
    ['too much at once', 'capacity: 65', 'must be at most 64'],
    ['a command as a text', 'update: { command: rm -rf / }', 'must be a list'],
  ])('is refused with file, line and what to write: %s', (_, text, message) => {
    expect(problemOf(text)).toContain(message);
    expect(problemOf(text)).toMatch(/\/agent\.yaml:\d+:\d+: /);
  });

  it('tells all problems at once', () => {
    const message = problemOf('allow:\n  - http: { host: A, paths: [b] }\n  - file: { names: [c] }\ncapacity: 0');
    expect(message).toContain('4 problems');
  });

  it('must be there', () => {
    expect(() => loadAgentPolicy(join(folder, 'none.yaml'))).toThrow(
      expect.objectContaining({ code: 'config-not-found', message: expect.stringContaining('sallyport agent allow') }),
    );
    expect(() => loadAgentPolicy(folder)).toThrow(expect.objectContaining({ code: 'config-unreadable' }));
    writeFileSync(join(folder, 'agent.yaml'), whole);
    expect(loadAgentPolicy(join(folder, 'agent.yaml')).capacity).toBe(4);
  });
});

describe('sallyport-agent.schema.json', () => {
  const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(agentJsonSchema());

  it('is what the schema says now', () => {
    const file = readFileSync(new URL('../../../../../sallyport-agent.schema.json', import.meta.url), 'utf8');
    expect(
      file === renderAgentJsonSchema(),
      'sallyport-agent.schema.json is stale; write it again with: npm run schema',
    ).toBe(true);
  });

  it('describes every key', () => {
    const undescribed = (schema: JsonSchema, path: string): readonly string[] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
        ...(inner.description ? [] : [`${path}.${key}`]),
        ...undescribed(inner, `${path}.${key}`),
      ]),
      ...[schema.items, ...(schema.anyOf ?? [])].flatMap((inner) => (inner ? undescribed(inner, path) : [])),
    ];
    expect(undescribed(agentJsonSchema(), '')).toStrictEqual([]);
  });

  it('takes what the loader takes, and refuses what it refuses', () => {
    expect(validate(parse(whole)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ allow: [{ http: { host: 'a' } }] })).toBe(false);
    expect(validate({ alow: [] })).toBe(false);
    expect(validate({ capacity: 65 })).toBe(false);
  });
});

describe('a file that everyone on the machine may write', () => {
  const path = join(folder, 'agent.yaml');
  const written = (file: number, parent: number): unknown => {
    writeFileSync(path, 'allow: []\n');
    chmodSync(path, file);
    chmodSync(folder, parent);
    try {
      return loadAgentPolicy(path).http;
    } catch (error) {
      return error instanceof ConfigError ? `${error.code}: ${error.message.replaceAll(folder, '')}` : error;
    } finally {
      chmodSync(folder, 0o700);
      rmSync(path);
    }
  };

  it('says nothing of what may be reached', () => {
    expect(written(0o646, 0o755)).toMatch(/^config-unreadable: .*chmod o-w \/agent\.yaml/);
  });

  it('is one in a folder where everyone may put another in its place', () => {
    expect(written(0o644, 0o777)).toMatch(/^config-unreadable: .*chmod o-w/);
    expect(written(0o644, 0o1777)).toEqual([]);
  });

  it('is none that its owner and its group may write', () => {
    expect(written(0o664, 0o775)).toEqual([]);
  });
});
