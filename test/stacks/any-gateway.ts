import fc from 'fast-check';
import type { SourceConfig, SyncConfig } from '../../config/config.ts';
import { source } from './aws/configurations.ts';
import { login, sync } from './aws/syncs.ts';

const secret = [{ name: 'token', description: 'What is shown', required: true }];

const anySource = fc
  .record({ hasSecret: fc.boolean(), state: fc.boolean(), isBehindAgents: fc.boolean() })
  .map(
    ({ hasSecret, state, isBehindAgents }): SourceConfig =>
      source({ state, secret: hasSecret ? secret : [] }, isBehindAgents ? { via: 'relay' } : {}),
  );

const anySync = fc
  .record({
    from: fc.constantFrom('people', 'crm'),
    hasSecret: fc.boolean(),
    isCalled: fc.boolean(),
    signs: fc.boolean(),
    isBehindAgents: fc.boolean(),
  })
  .map(
    ({ from, hasSecret, isCalled, signs, isBehindAgents }): SyncConfig =>
      sync({
        from,
        to: { secret: hasSecret ? secret : [], ...(isBehindAgents && { via: 'relay' }) },
        ...(isCalled && { webhook: { settleSeconds: 10 } }),
        ...(signs && { signIn: login }),
      }),
  );

/** Two sources and two syncs of them, with any of what decides on what a sync is told and may reach. */
export const anyGateway = fc.record({
  sources: fc.record({ people: anySource, crm: anySource }),
  syncs: fc.record({ bi: anySync, 'crm-users': anySync }),
});
