import { expect, test } from 'vitest';
import type { DeployedRelay } from '../../../config/config.ts';
import { deployedRelay } from '../../../lambda/platform/deployed-relay.ts';

const relays: readonly DeployedRelay[] = [
  { host: 'aws', region: 'eu-west-1', bucket: 'acme-relay', queueUrls: ['https://sqs.example/1'], gateKey: 'arn:key' },
  { host: 'gcp', registryBucket: 'r', mailboxBucket: 'm', topics: ['t'], subscriptions: ['s'], gateKey: 'key' },
  { host: 'azure', account: 'acmerelay', slots: 2, gateKey: 'https://vault/key' },
];

test.each(relays)('reads what the deployment on $host wrote', (relay) => {
  expect(deployedRelay(JSON.stringify(relay), relay.host)).toEqual(relay);
});

test('is nothing where there is no relay', () => {
  for (const text of [undefined, '']) expect(deployedRelay(text, 'aws')).toBeUndefined();
});

/** Each member is taken away, emptied, and made something else. */
const broken = relays.flatMap((relay) =>
  Object.keys(relay)
    .filter((name) => name !== 'host')
    .flatMap((name) =>
      [undefined, '', 0, -1, [], [''], [1], {}].map(
        (value) => [relay.host, name, { ...relay, [name]: value }] as const,
      ),
    ),
);

test.each(broken)('on %s it is whole: %s', (host, name, relay) => {
  expect(() => deployedRelay(JSON.stringify(relay), host)).toThrow(
    `SALLYPORT_RELAY has no ${name}: deploy the gateway again`,
  );
});

test.each(['no JSON', '[]', 'null', '3', '{}'])('is for this host: %s', (text) => {
  expect(() => deployedRelay(text, 'gcp')).toThrow(/SALLYPORT_RELAY is .*: deploy the gateway again/);
});
