import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import { type AllowedSource, allowText } from '../../../bin/agent/allow-text.ts';
import { sourceIn } from '../../../bin/configured-source.ts';
import { exampleSource } from '../../../bin/connectors/example-source.ts';
import type { Mode } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { catalogDefinition, catalogNames } from '../../../connectors/catalog.ts';
import type { Connector } from '../../../connectors/connector.ts';
import type { DefinedSource, List } from '../../../connectors/defined/defined-source.ts';
import { pageRequest } from '../../../connectors/defined/import/page-request.ts';
import type { Place } from '../../../connectors/defined/import/place.ts';
import { connectorNamed, connectors } from '../../../connectors/index.ts';
import type { AgentPolicy } from '../../../lambda/relay/agent/policy/agent-policy.ts';
import { checkHttp } from '../../../lambda/relay/agent/policy/http/check-http.ts';
import { parseAgentPolicy } from '../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { PolicyRefusal } from '../../../lambda/relay/agent/policy/policy-refusal.ts';
import type { RelayedImport } from '../../../lambda/relay/relayed-request.ts';
import { call, tryRequest } from '../../lambda/relay/agent/run/refusals.ts';

const folder = mkdtempSync(join(tmpdir(), 'agent-allow-'));
afterAll(() => rmSync(folder, { recursive: true }));

const vendor = { name: 'vendor', identity: { jwt: { issuer: 'https://auth.example/', audience: 'gateway' } } };

const configured = (source: object, known: readonly Connector[] = connectors) => {
  const file = join(folder, 'sallyport.yaml');
  writeFileSync(file, stringify({ gateway: 'acme', vendor, sources: { people: source } }));
  return sourceIn(loadConfig(file, known), file, 'people');
};

/** A source of the catalog, everything of it. */
const defined = (name: string, source: DefinedSource, serve: readonly Mode[]): AllowedSource => ({
  name: 'people',
  connector: connectorNamed(name)!,
  source: { connector: name, serve, claims: {}, closed: [], options: { ...source } },
  authentication: () => source.authentication,
});

const isAllowed = (policy: AgentPolicy, method: string, url: string, headers: Record<string, string> = {}): boolean => {
  try {
    checkHttp(policy.http, call({ method, url, headers }));
    return true;
  } catch (error) {
    if (error instanceof PolicyRefusal) return false;
    throw error;
  }
};

/** Every request of a list that its paging can come to. */
const requestsOf = (list: List): readonly { readonly method: string; readonly url: URL }[] => {
  const variables = new Proxy(
    {},
    {
      get: () => 'x1',
      has: () => true,
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 'x1' }),
    },
  );
  const first = pageRequest(list, variables, undefined);
  const { paging } = list;
  const next: Place | undefined =
    paging === 'none' || 'whole' in paging
      ? undefined
      : 'link' in paging
        ? { link: `${first.url.href}${first.url.search ? '&' : '?'}unforeseen=1` }
        : 'offset' in paging || 'page' in paging
          ? { number: 7 }
          : { token: 'x7' };
  return next ? [first, pageRequest(list, variables, next)] : [first];
};

describe.each(catalogNames)('for %s, what is printed', (name) => {
  const definition = catalogDefinition(name);
  const ways = Object.keys(definition.authentication);

  it('loads, and allows every call of its endpoints and lists', () => {
    for (const way of ways) {
      const { source } = exampleSource(definition, way);
      const policy = parseAgentPolicy(allowText(defined(name, source, ['import', 'proxy']), false), 'agent.yaml');
      const { api, plan } = source;
      for (const { method, server = api.server, path, query, requestHeaders } of api.endpoints) {
        const url = new URL(server + path.replaceAll(/\{[^{}]*\}/g, 'x1'));
        for (const parameter of Object.keys(query)) url.searchParams.append(parameter, 'x');
        const headers = Object.fromEntries(
          [...requestHeaders, ...Object.keys(api.headers ?? {})].map((each) => [each, 'x']),
        );
        expect(isAllowed(policy, method, url.href, headers), `${method} ${url}`).toBe(true);
        expect(isAllowed(policy, 'OPTIONS', url.href), `OPTIONS ${url}`).toBe(false);
      }
      for (const list of plan.lists)
        for (const { method, url } of requestsOf(list)) {
          expect(isAllowed(policy, method, url.href, list.request.headers), `${method} ${url}`).toBe(true);
          expect(isAllowed(policy, 'DELETE', url.href) && method !== 'DELETE', `DELETE ${url}`).toBe(false);
        }
    }
  });

  it('allows nothing beside', () => {
    const { source } = exampleSource(definition, ways[0]!);
    const { api, plan } = source;
    // Its hosts are for redirects, which may lead anywhere there.
    const bare = { ...source, api: { ...api, hosts: [] }, plan: { ...plan, lists: [] } };
    const policy = parseAgentPolicy(allowText(defined(name, bare, ['proxy']), false), 'agent.yaml');
    for (const { method, server = api.server, path } of api.endpoints) {
      const url = server + path.replaceAll(/\{[^{}]*\}/g, 'x1');
      expect(isAllowed(policy, method, `${url}/unforeseen/x/y`), url).toBe(false);
      expect(isAllowed(policy, method, `${url}?unforeseen=1`), url).toBe(false);
      expect(isAllowed(policy, method, url, { 'x-unforeseen': '1' }), url).toBe(false);
      expect(isAllowed(policy, method, url.replace('https://', 'http://')), url).toBe(false);
      expect(isAllowed(policy, method, url.replace('https://', 'https://unforeseen.')), url).toBe(false);
    }
  });
});

describe('for a SCIM service, what is printed', () => {
  it('allows its lists, and the tokens for them', () => {
    const text = allowText(
      configured({
        connector: 'scim',
        baseUrl: 'https://id.acme.internal:8443/scim/v2',
        privateAddresses: ['10.20.0.0/16'],
        authentication: { clientCredentials: { tokenUrl: 'https://login.acme.internal/oauth/token' } },
      }),
      false,
    );
    const policy = parseAgentPolicy(text, 'agent.yaml');
    expect(isAllowed(policy, 'GET', 'https://id.acme.internal:8443/scim/v2/Users?count=100&startIndex=1')).toBe(true);
    expect(isAllowed(policy, 'GET', 'https://id.acme.internal:8443/scim/v2/Groups?count=100&cursor=')).toBe(true);
    expect(isAllowed(policy, 'GET', 'https://id.acme.internal:8443/scim/v2/ServiceProviderConfig')).toBe(true);
    expect(isAllowed(policy, 'POST', 'https://login.acme.internal/oauth/token')).toBe(true);
    expect(isAllowed(policy, 'POST', 'https://id.acme.internal:8443/scim/v2/Users')).toBe(false);
    expect(isAllowed(policy, 'GET', 'https://login.acme.internal/oauth/token')).toBe(false);
    expect(isAllowed(policy, 'GET', 'https://id.acme.internal:8443/scim/v2/Users/7')).toBe(false);
    expect(policy.http.every(({ addresses }) => addresses.join() === '10.20.0.0/16')).toBe(true);
  });
});

const importOf = (source: ReturnType<typeof configured>, changed: object = {}): RelayedImport => {
  const { connector, options } = source.source;
  // Over the wire, as it comes to an agent.
  return JSON.parse(
    JSON.stringify({
      kind: 'import',
      source: 'people',
      connector,
      options: { ...options, ...changed },
      fields: {},
      secret: { user: 'u', password: 'p' },
    }),
  );
};

describe('for what an agent opens itself, what is printed allows it, and no more:', () => {
  const entity = { type: 'person', id: 'id', name: 'name' };
  const query = "select id, name\n  from people -- all of them\n where city = 'New  York'";

  test.each([
    ['PostgreSQL', { postgres: { host: '127.0.0.1', port: 1, database: 'hr' } }],
    ['PostgreSQL without TLS', { postgres: { host: '127.0.0.1', port: 1, database: 'hr', tls: 'disable' } }],
    ['MySQL', { mysql: { host: '127.0.0.1', port: 1, database: 'hr', tls: 'verify-ca' } }],
    ['SQL Server', { sqlserver: { host: '127.0.0.1', port: 1, database: 'hr', tls: 'trust' } }],
  ])('%s', async (_, database) => {
    const source = configured({ connector: 'sql', database, queries: [{ query, entity }] });
    const rules = allowText(source, false);
    expect(await tryRequest(rules, importOf(source))).toMatchObject({
      code: expect.stringMatching(/^the database/),
      log: [],
    });
    const other = { queries: [{ query: 'select id, name from salaries', entity }] };
    expect(await tryRequest(rules, importOf(source, other))).toMatchObject({ code: 'agent-refused' });
  });

  test('a file of SQLite', async () => {
    writeFileSync(join(folder, 'hr.db'), '');
    const source = configured({ connector: 'sql', database: { sqlite: './hr.db' }, queries: [{ query, entity }] });
    const rules = allowText(source, false).replace('/srv/sallyport-agent', folder);
    expect(await tryRequest(rules, importOf(source))).toMatchObject({
      code: expect.stringMatching(/^query 1/),
      log: [],
    });
    expect(await tryRequest(rules, importOf(source, { database: { sqlite: './x.db' } }))).toMatchObject({
      code: 'agent-refused',
    });
  });

  test.each(['active-directory', 'openldap', '389ds', 'other'])('a directory: %s', async (directory) => {
    const base = 'dc=acme,dc=example';
    const source = configured({ connector: 'ldap', host: '127.0.0.1', port: 1, directory, base });
    const rules = allowText(source, false);
    expect(await tryRequest(rules, importOf(source))).toMatchObject({
      code: expect.stringMatching(/^the directory/),
      log: [],
    });
    const other = { users: { scope: 'sub', filter: '(telephoneNumber=*)', attributes: {} } };
    expect(await tryRequest(rules, importOf(source, other))).toMatchObject({ code: 'agent-refused' });
  });

  test('changes of a directory', async () => {
    const write = {
      bases: ['ou=people,dc=acme,dc=example'],
      allow: ['create', 'modify', 'disable', 'members'],
      attributes: ['cn', 'sn', 'mail'],
      create: { dn: 'uid={uid}+cn={cn},ou=people,dc=acme,dc=example', objectClasses: ['inetOrgPerson'] },
    };
    const account = { attribute: 'employeeType', disabled: 'gone' };
    const base = 'dc=acme,dc=example';
    const source = configured({
      connector: 'ldap',
      host: '127.0.0.1',
      port: 1,
      directory: 'openldap',
      base,
      account,
      write,
    });
    const rules = allowText(source, false);
    const change = (changed: object) =>
      ({ ...importOf(source, changed), kind: 'change', change: { kind: 'disable', entry: { id: '1' } } }) as never;
    expect(await tryRequest(rules, change({}))).toMatchObject({
      code: expect.stringMatching(/^the directory/),
      log: [],
    });
    const more = { write: { ...write, attributes: ['memberOf'] } };
    expect(await tryRequest(rules, change(more))).toMatchObject({ code: 'agent-refused' });
  });

  test('files', async () => {
    writeFileSync(join(folder, 'people.csv'), 'id,name\n1,Ada\n');
    const source = configured({ connector: 'file', files: [{ path: './people.csv', entity }] });
    const rules = allowText(source, false).replace('/srv/sallyport-agent', folder);
    expect(await tryRequest(rules, importOf(source))).toMatchObject({ code: 'answered', log: [] });
    const other = { files: [{ path: './salaries.csv', entity: { ...entity, attributes: {} } }] };
    expect(await tryRequest(rules, importOf(source, other))).toMatchObject({ code: 'agent-refused' });
  });
});

test('says what somebody must look at', () => {
  const text = allowText(configured({ connector: 'scim', baseUrl: 'https://id.acme.internal/scim/v2' }), false);
  expect(text).toMatch(/^# What the source people \(SCIM 2\.0 service\) needs of an agent\./);
  expect(text).toContain('# addresses: nobody knows them here.');
});
