import { globSync } from 'node:fs';
import { join } from 'node:path';
import { clouds } from './needs/clouds/suite.ts';
import { relays } from './needs/relay/suite.ts';

const rooms = [
  'test/bin/{connectors,init,new,preview,shapes}/**/*.test.ts',
  'test/bin/agent/{allow-text,registry}.test.ts',
  'test/bin/{connectors,failed-source,guide,init,new,readable-fields,told-of-source,tokens-guide}.test.ts',
  'test/config/**/*.test.ts',
  'test/connectors/**/*.test.ts',
  'test/lambda/{callers,imports,keys,proxy,relay,shapes,tokens}/**/*.test.ts',
  'test/lambda/{closed-until,gateway,lease,once,target-below,version}.test.ts',
  'test/lambda/telemetry/*.test.ts',
  'test/lambda/hosts/job-call.test.ts',
  'test/lambda/platform/{address-guard,azure-identity,deployed-relay,framed-bodies,gcp-identity,kept-until,late-relay,local*,rest-client}.test.ts',
  'test/lambda/jobs/**/*.test.ts',
  'test/lambda/platform/gcp/**/*.test.ts',
  'test/lambda/platform/azure/azure-relay.test.ts',
  'test/stacks/{aws,azure,gcp,terraform}/**/*.test.ts',
  'test/stacks/*.test.ts',
  'test/stacks/deployers/*.test.ts',
  'test/stacks/server/archive.test.ts',
  'test/standins/**/*.test.ts',
  'test/{docs-*,workflows}.test.ts',
  'test/vendor/sign-token.test.ts',
  'test/trust/**/*.test.ts',
];

const exceptions = [
  ...clouds,
  ...relays,
  // How much memory an answer takes.
  'test/lambda/proxy/{answers,streaming}.test.ts',
  // Credentials of AWS come from the environment.
  'test/lambda/tokens/aws-signature/**',
  'test/lambda/tokens/seven-sources.test.ts',
  // Whom Node trusts.
  'test/lambda/jobs/certificates.test.ts',
  'test/lambda/tokens/endpoint/mutual-tls.test.ts',
  // Bundles from a folder of its own.
  'test/stacks/bundle.test.ts',
  // What is written to the output.
  'test/lambda/tokens/canary.test.ts',
];

/**
 * The test files that share the workers they run in, as paths from the top folder: modules are loaded once a worker then, and not once
 * a file, which takes a third of the time. They change nothing of the process, and measure nothing of it. All other test files have a
 * process each.
 */
export const sharingWorkers = globSync(rooms, { cwd: join(import.meta.dirname, '..'), exclude: exceptions }).sort();
