import { globSync } from 'node:fs';
import { join } from 'node:path';
import { clouds } from './needs/clouds/suite.ts';
import { commands } from './needs/commands/suite.ts';
import { relays } from './needs/relay/suite.ts';
import { syncs } from './needs/sync/suite.ts';

const rooms = [
  'test/bin/{connectors,init,new,preview,shapes}/**/*.test.ts',
  'test/bin/agent/{allow-text,registry}.test.ts',
  'test/bin/{connect,connectors,failed-source,guide,init,keys,new,preview,pull,readable-fields,secrets,shapes,told-of-source,tokens,tokens-guide}.test.ts',
  'test/bin/sync/{follow-run,known-sync,sync}.test.ts',
  'test/config/**/*.test.ts',
  'test/connectors/**/*.test.ts',
  'test/lambda/{callers,imports,keys,proxy,relay,shapes,sync,tokens}/**/*.test.ts',
  'test/lambda/{closed-until,gateway,lease,once,target-below,version}.test.ts',
  'test/lambda/telemetry/*.test.ts',
  'test/lambda/hosts/{in-turn,job-call,local,local-proxy,local-relay,local-sync,quiet-wake,server-relay}.test.ts',
  'test/lambda/platform/{address-guard,azure-identity,deployed-relay,framed-bodies,gcp-identity,kept-until,late-relay,local*,rest-client}.test.ts',
  'test/lambda/jobs/**/*.test.ts',
  'test/lambda/platform/gcp/**/*.test.ts',
  'test/lambda/platform/azure/azure-{relay,secrets,sync,wake}.test.ts',
  'test/stacks/{aws,azure,gcp,terraform}/**/*.test.ts',
  'test/stacks/*.test.ts',
  'test/stacks/deployers/*.test.ts',
  'test/stacks/server/archive.test.ts',
  'test/standins/**/*.test.ts',
  'test/{docs-*,readme,workflows}.test.ts',
  'test/examples/*.test.ts',
  'test/vendor/*.test.ts',
  'test/trust/**/*.test.ts',
];

const exceptions = [
  ...clouds,
  ...commands,
  ...relays,
  ...syncs,
  // How much memory an answer takes.
  'test/lambda/proxy/{answers,streaming}.test.ts',
  // Credentials of AWS come from the environment.
  'test/lambda/tokens/aws-signature/**',
  'test/lambda/tokens/seven-sources.test.ts',
  // Whom Node trusts.
  'test/lambda/jobs/certificates.test.ts',
  'test/lambda/tokens/endpoint/mutual-tls.test.ts',
  // What is written to the output.
  'test/lambda/tokens/canary.test.ts',
];

/**
 * The test files that share the workers they run in, as paths from the top folder: modules are loaded once a worker then, and not once
 * a file, which takes a third of the time. They change nothing of the process, and measure nothing of it. All other test files have a
 * process each.
 */
export const sharingWorkers = globSync(rooms, { cwd: join(import.meta.dirname, '..'), exclude: exceptions }).sort();
