import { describe, expect, test } from 'vitest';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import type { OpenApiOptions } from '../../connectors/openapi/resolve.ts';
import { openapi } from '../../connectors/openapi.ts';

const files: Readonly<Record<string, string>> = {
  './tickets.shapes.yaml':
    'endpoints: { GET /tickets: { answer: { $ref: "#/$defs/t" } } }\n$defs: { t: { type: string } }',
  './own-server.yaml': 'server: https://shapes.example.com/api/\nendpoints: { GET /tickets: {} }',
  './odd-server.yaml': 'server: https://shapes.example.com/a/../b\nendpoints: { GET /tickets: {} }',
  './other.yaml': 'endpoints: { GET /ticket: {} }',
  './tickets.openapi.yaml':
    'openapi: 3.1.0\nservers: [{ url: https://document.example.com/v1/ }]\npaths: { /tickets: { get: {} } }',
  './tickets.openapi.json': JSON.stringify({
    openapi: '3.0.3',
    servers: [{ url: '/relative' }],
    paths: { '/tickets': { get: {} } },
  }),
  './swagger.yaml': 'swagger: "2.0"',
};

const configWith = (settings: string): Config =>
  parseConfig(
    `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
sources:
  tickets: { connector: openapi, ${settings} }
`,
    'test.yaml',
    connectors,
    (location) => {
      const text = files[location];
      return text === undefined ? { what: 'is not there', remedy: '' } : { file: location, text };
    },
  );

const optionsWith = (settings: string): OpenApiOptions =>
  configWith(settings).sources.tickets!.options as unknown as OpenApiOptions;

const problemsWith = (settings: string): readonly string[] => {
  try {
    configWith(settings);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ path, what, remedy }) => `${path}: ${what} | ${remedy}`);
    throw error;
  }
  return [];
};

const shapes = 'shapes: ./tickets.shapes.yaml';
const server = 'server: https://tickets.example.com/api/';

describe('a source', () => {
  test('becomes an API with its defaults', () => {
    expect(configWith(`${shapes}, ${server}`).sources.tickets).toEqual({
      connector: 'openapi',
      serve: ['proxy'],
      claims: {},
      closed: [],
      options: {
        api: {
          server: 'https://tickets.example.com/api',
          hosts: [],
          privateAddresses: [],
          endpoints: [expect.objectContaining({ name: 'GET /tickets', answers: { '2XX': { $ref: '#/$defs/t' } } })],
          $defs: { t: { type: 'string' } },
          limits: { connectSeconds: 5, firstByteSeconds: 30, wholeSeconds: 60, concurrency: 16, attempts: 3 },
        },
        authentication: { schemes: {}, alternatives: [[]], privateAddresses: [] },
      },
    });
  });

  test('survives JSON, in which it is deployed', () => {
    const { options } = configWith(`${shapes}, ${server}, localServer: http://localhost:1`).sources.tickets!;
    expect(JSON.parse(JSON.stringify(options))).toEqual(options);
  });

  test.each([
    [
      'the configuration',
      `shapes: ./own-server.yaml, document: ./tickets.openapi.yaml, ${server}`,
      'tickets.example.com/api',
    ],
    ['the shapes file', 'shapes: ./own-server.yaml, document: ./tickets.openapi.yaml', 'shapes.example.com/api'],
    ['the document', `${shapes}, document: ./tickets.openapi.yaml`, 'document.example.com/v1'],
  ])('has the server of %s', (_, settings, expected) => {
    expect(optionsWith(settings).api.server).toBe(`https://${expected}`);
  });
});

describe('a source is refused with', () => {
  test.each<[string, string, ...string[]]>([
    [
      'no shapes file',
      server,
      'sources.tickets.shapes: is missing | Write, for example: shapes: ./tickets.shapes.yaml',
    ],
    ['a shapes file outside', 'shapes: ../a.yaml', 'sources.tickets.shapes: write a path below the folder'],
    ['no server', shapes, 'sources.tickets.shapes: says no server, nor does anything else | Add server:'],
    [
      'a relative server',
      `${shapes}, document: ./tickets.openapi.json`,
      'sources.tickets.document: has a server that can not be called: its address must begin with https://',
    ],
    [
      'an odd server',
      'shapes: ./odd-server.yaml',
      'sources.tickets.shapes: has a server that can not be called: its address',
    ],
    ['a server without TLS', `${shapes}, server: http://t.example`, 'sources.tickets.server: must begin with https://'],
    ['a server with a user', `${shapes}, server: https://u@t.example`, 'sources.tickets.server: must not hold a user'],
    [
      'a server with a query',
      `${shapes}, server: https://t.example/?a`,
      'sources.tickets.server: must not have a query',
    ],
    [
      'a server with dots',
      `${shapes}, server: https://t.example/a/..`,
      'sources.tickets.server: must not have empty seg',
    ],
    [
      'a server with escapes',
      `${shapes}, server: https://t.example/%2e`,
      'sources.tickets.server: must not have escapes',
    ],
    [
      'a local server elsewhere',
      `${shapes}, localServer: http://t.example`,
      'sources.tickets.localServer: must begin with',
    ],
    [
      'a local server that looks like this machine',
      `${shapes}, localServer: http://127.0.0.1.evil.example`,
      'sources.tickets.localServer: must begin with',
    ],
    ['a host with a scheme', `${shapes}, hosts: [https://h]`, 'sources.tickets.hosts[0]: write a host'],
    ['a wildcard host', `${shapes}, hosts: ['*.example.com']`, 'sources.tickets.hosts[0]: write a host'],
    [
      'link-local addresses',
      `${shapes}, privateAddresses: [169.254.0.0/16]`,
      'sources.tickets.privateAddresses[0]: holds',
    ],
    [
      'too much time',
      `${shapes}, limits: { wholeSeconds: 900 }`,
      'sources.tickets.limits.wholeSeconds: must be at most 840',
    ],
    ['no attempt', `${shapes}, limits: { attempts: 0 }`, 'sources.tickets.limits.attempts: must be at least 1'],
    [
      'an unknown way to prove itself',
      `${shapes}, authentication: digest`,
      'sources.tickets.authentication: is none of',
    ],
    [
      'a key in Host',
      `${shapes}, authentication: { header: Host }`,
      'sources.tickets.authentication.header: is a header that',
    ],
    [
      'a key in no header',
      `${shapes}, authentication: { header: 'a b' }`,
      'sources.tickets.authentication.header: write the',
    ],
    ['import', `${shapes}, serve: [import]`, 'sources.tickets.serve[0]: is no way that the connector openapi'],
    [
      'a document that is not there',
      `${shapes}, ${server}, document: ./no.yaml`,
      'sources.tickets.document: is not there',
    ],
    [
      'Swagger 2.0',
      `${shapes}, ${server}, document: ./swagger.yaml`,
      'sources.tickets.document: can not be used | This is Swagger 2.0',
    ],
    [
      'an endpoint that the document does not have',
      'shapes: ./other.yaml, document: ./tickets.openapi.yaml',
      'endpoints."GET /ticket": is not in the OpenAPI document | Did you mean GET /tickets?',
    ],
  ])('%s', (_, settings, ...expected) => {
    expect(problemsWith(settings)).toEqual(expected.map((problem) => expect.stringContaining(problem)));
  });
});

describe('what a source requires', () => {
  test.each([
    ['none', []],
    ['bearer', ['token']],
    ['basic', ['user', 'password']],
    ['{ header: X-Api-Key }', ['key']],
  ])('with authentication %s', (authentication, fields) => {
    const options = optionsWith(
      `${shapes}, server: 'https://T.example:8443/a', hosts: [f.example], authentication: ${authentication}`,
    );
    expect(openapi.requires(options)).toEqual({
      hosts: ['t.example:8443', 'f.example'],
      files: [],
      objects: [],
      secret: fields.map((name) => expect.objectContaining({ name, required: true })),
    });
  });
});

describe('on this machine', () => {
  const settings = `${shapes}, ${server}, privateAddresses: [10.0.0.0/8]`;
  const local = optionsWith(`${settings}, localServer: http://127.0.0.1:8790/v2/`);

  test('a local server takes the place of the API, and loopback may be called', () => {
    const api = openapi.proxy!(local, { local: true });
    expect(api.server).toBe('http://127.0.0.1:8790/v2');
    expect(api.privateAddresses).toEqual(['10.0.0.0/8', '127.0.0.0/8', '::1/128']);
    expect(api.endpoints).toEqual(local.api.endpoints);
  });

  test('a source without one is what it is in the cloud', () => {
    const options = optionsWith(settings);
    expect(openapi.proxy!(options, { local: true })).toBe(options.api);
  });

  test('only: a deployed gate never calls a local server', () => {
    for (const host of [undefined, { local: false }]) expect(openapi.proxy!(local, host)).toBe(local.api);
  });
});
