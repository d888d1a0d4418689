import { expect, test, vi } from 'vitest';
import { relayDocument } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { startCollector } from '../telemetry/collector.ts';
import { functionFolder, startFunction } from './function.ts';

const document = JSON.stringify(
  relayDocument(
    parseConfig(
      `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://issuer.example/, audience: gateway } } }
relay: { agents: { maximum: 2 } }
sources: { desks: { connector: file, files: [{ path: ./desks.csv, entity: { type: x, id: id, name: id } }] } }`,
      'test.yaml',
      connectors,
    ),
  ),
);
const relay = JSON.stringify({
  host: 'aws',
  region: 'eu-west-1',
  bucket: 'acme-relay',
  queueUrls: ['https://sqs.eu-west-1.amazonaws.com/111122223333/acme-agent-1'],
  gateKey: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:gate-a1b2c3',
});
const environment = { SALLYPORT_RELAY: relay, AWS_REGION: 'eu-west-1' };

const start = (text = document) => startFunction(functionFolder(undefined, { 'relay.json': text }), environment);

test('the function serves agents where relay.json lies beside the handler', async () => {
  const relayFunction = start();
  const health = await relayFunction.invoke({ path: '/health' });
  expect(health.prelude?.statusCode).toBe(200);
  expect(JSON.parse(health.body.toString())).toMatchObject({ status: 'up' });
  const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const { prelude, body } = await relayFunction.invoke({ path: '/connect', method: 'POST', body: '{}' });
    expect([prelude?.statusCode, JSON.parse(body.toString()).code]).toEqual([401, 'signature-refused']);
    expect(log.mock.calls.join()).toContain('"event":"agent.refused"');
  } finally {
    log.mockRestore();
  }
});

test('it has no jobs', async () => {
  await expect(start().wake({ job: 'check' })).rejects.toThrow('the relay has no jobs');
});

test('it tells a collector which calls came and what became of them, and nothing of who called', async () => {
  const collector = await startCollector();
  const telemetry = { endpoint: collector.standIn.origin, metrics: true, traces: true };
  const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const relayFunction = start(JSON.stringify({ ...JSON.parse(document), telemetry }));
    await relayFunction.invoke({ path: '/about' });
    await relayFunction.invoke({ path: '/connect', method: 'POST', body: '{}' });
    await relayFunction.invoke({ path: '/CANARY', method: 'POST', body: '{}' });
  } finally {
    log.mockRestore();
    await collector.standIn.stop();
  }
  expect(collector.resource()).toMatchObject({ 'sallyport.gateway': 'acme', 'sallyport.source': 'relay' });
  const mode = { 'sallyport.mode': 'none' };
  const refused = { ...mode, 'error.type': 'signature-refused', 'http.response.status_code': 401 };
  expect(collector.spans.map(({ name, attributes }) => [name, attributes])).toEqual([
    expect.arrayContaining(['GET /about']),
    ['POST /connect', { ...refused, 'sallyport.endpoint': 'POST /connect' }],
    ['call', { ...mode, 'error.type': 'not-found', 'http.response.status_code': 404 }],
  ]);
  expect(collector.points('sallyport.calls')).toHaveLength(3);
  expect(JSON.stringify(collector.standIn)).not.toContain('CANARY');
});
