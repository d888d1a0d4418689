import { expect, test } from 'vitest';
import { runningDefined } from '../../connectors/defined/running-defined.ts';
import { connectors } from '../../connectors/index.ts';
import { runningConnector } from '../../connectors/running.ts';

test.each(connectors.map(({ name }) => name))('of %s runs in the handler what runs on this machine', (name) => {
  const { authentication, import: read, proxy } = connectors.find((connector) => connector.name === name)!;
  expect(read ?? proxy).toBeDefined();
  const running = runningConnector({ connector: name, options: { plan: {} } })!;
  expect([running.authentication, running.import, running.proxy]).toEqual([authentication, read, proxy]);
});

test('connectors that are data run by one engine, if their options were resolved', () => {
  for (const connector of ['okta', 'custom', 'constructor']) {
    expect(runningConnector({ connector, options: { plan: {} } })).toBe(runningDefined);
    expect(runningConnector({ connector, options: {} })).toBeUndefined();
  }
});
