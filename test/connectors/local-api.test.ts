import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import { connectorNamed, connectors } from '../../connectors/index.ts';

const shapes = `
server: https://api.vendor.example/v1
endpoints:
  GET /a: {}
  GET /b: { server: 'https://reports.vendor.example/v2' }
`;

const source = (more: string) => {
  const text = `
gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.example/, audience: gateway } } }
sources: { api: { connector: openapi, shapes: ./shapes.yaml${more} } }
`;
  const config = parseConfig(text, 'sallyport.yaml', connectors, (file) => ({ file, text: shapes }));
  return config.sources['api']!.options;
};

const openapi = connectorNamed('openapi')!;

describe('an API on several hosts, by a shapes file', () => {
  test('needs all of them', () => {
    expect(openapi.requires(source('')).hosts).toEqual(['api.vendor.example', 'reports.vendor.example']);
  });

  test('is called there, unless a local server takes their place', () => {
    const serversOf = (options: object, local: boolean) => {
      const { server, endpoints } = openapi.proxy!(options, { local });
      return [server, ...endpoints.map((endpoint) => endpoint.server)];
    };
    const real = ['https://api.vendor.example/v1', undefined, 'https://reports.vendor.example/v2'];
    expect(serversOf(source(''), true)).toEqual(real);
    const moved = source(', localServer: http://127.0.0.1:8790');
    expect(serversOf(moved, false)).toEqual(real);
    expect(serversOf(moved, true)).toEqual([
      'http://127.0.0.1:8790/api.vendor.example/v1',
      undefined,
      'http://127.0.0.1:8790/reports.vendor.example/v2',
    ]);
  });
});
