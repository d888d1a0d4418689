import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import type { HandlerFiles } from '../../stacks/bundle-cache.ts';
import { documentDigests, sourceDigests } from '../../stacks/digests.ts';
import { sourceText } from '../../stacks/source-package.ts';

const text = (issuer: string) => `
gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: ${issuer}, audience: gateway } } }
sources:
  people: { connector: scim, baseUrl: https://directory.acme.example/scim }
`;
const config = parseConfig(text('https://issuer.example/'), 'test.yaml', connectors);
const source = { config, name: 'people', hosts: ['directory.acme.example'] };
const file = (path: string, contents: string) => ({ path, contents: Buffer.from(contents) });
const handler = [file('/a/gateway.mjs', 'one'), file('/a/gateway-2.mjs', 'two'), file('/a/gateway.mjs.map', 'map')];

const ofHandler = (files: HandlerFiles) => sourceDigests(files)(source).SALLYPORT_HANDLER_SHA256;

describe('the digests of a source', () => {
  test('are that of the very text that is packaged, and of the handler', () => {
    const digests = sourceDigests(handler)(source);
    const sha256 = createHash('sha256').update(sourceText(source)).digest('hex');
    expect(digests).toEqual({
      SALLYPORT_CONFIGURATION_SHA256: sha256,
      SALLYPORT_HANDLER_SHA256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test.each<[string, HandlerFiles]>([
    [
      'where the handler was bundled',
      handler.map(({ path, contents }) => ({ path: path.replace('/a', '/b'), contents })),
    ],
    ['in which order its files come', handler.toReversed()],
    ['what its source map says', [...handler.slice(0, 2), file('/a/gateway.mjs.map', 'another')]],
  ])('do not ask %s', (_, files) => expect(ofHandler(files)).toBe(ofHandler(handler)));

  test.each<[string, HandlerFiles]>([
    ['a byte', [file('gateway.mjs', 'onE'), ...handler.slice(1)]],
    ['a name', [file('gateway.js', 'one'), ...handler.slice(1)]],
    ['where one file ends and another begins', [file('gateway.mjs', 'onet'), file('gateway-2.mjs', 'wo')]],
    ['a file more', [...handler, file('gateway-3.mjs', '')]],
  ])('change with %s', (_, files) => expect(ofHandler(files)).not.toBe(ofHandler(handler)));

  test('are the same for any other text beside the handler', () => {
    expect(documentDigests(handler)(sourceText(source))).toEqual(sourceDigests(handler)(source));
  });

  test('change with what the configuration says of this source, and with what it calls', () => {
    const other = parseConfig(text('https://other.example/'), 'test.yaml', connectors);
    const all = [source, { ...source, config: other }, { ...source, hosts: [] }].map(
      (each) => sourceDigests(handler)(each).SALLYPORT_CONFIGURATION_SHA256,
    );
    expect(new Set(all).size).toBe(3);
  });
});
