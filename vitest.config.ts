import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { agents } from './test/needs/agent/suite.ts';
import { clouds } from './test/needs/clouds/suite.ts';
import { commands } from './test/needs/commands/suite.ts';
import { relays } from './test/needs/relay/suite.ts';
import { syncs } from './test/needs/sync/suite.ts';
import { sharingWorkers } from './test/sharing-workers.ts';

// These need more than Node and npm, or build the whole package; each has its own command, which says what is missing.
const exclude = ['test/needs/**', 'node_modules/**', ...agents, ...clouds, ...commands, ...relays, ...syncs];

export default defineConfig({
  test: {
    // Vitest leaves a core free; on machines of two that would be half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'own', include: ['test/**/*.test.ts'], exclude: [...exclude, ...sharingWorkers] },
      },
      { extends: true, test: { name: 'shared', include: sharingWorkers, exclude, isolate: false } },
    ],
  },
});
