import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { edge, edges, relayEdges, syncEdges } from './edges.ts';
import { counts, type Synthesized } from './synthesize.ts';

describe('a gateway at its edges', () => {
  test.each(Object.keys({ ...edges, ...relayEdges, ...syncEdges }))(
    '%s',
    async (title) => {
      const gateway = edge(title);
      const countsOf = (templates: Synthesized['sources']) =>
        Object.fromEntries(Object.entries(templates).map(([name, each]) => [name, counts(each)]));
      const hasSyncs = Object.keys(gateway.syncs).length > 0;
      const counted = {
        parent: counts(gateway.parent),
        ...(gateway.relay && { relay: counts(gateway.relay) }),
        sources: countsOf(gateway.sources),
        ...(hasSyncs && { syncs: countsOf(gateway.syncs) }),
      };
      const readable = stringify(
        {
          counted,
          parent: gateway.parent,
          ...(gateway.relay && { relay: gateway.relay }),
          sources: gateway.sources,
          ...(hasSyncs && { syncs: gateway.syncs }),
        },
        { aliasDuplicateObjects: false },
      );
      await expect(readable).toMatchFileSnapshot(`./__snapshots__/${title.replaceAll(' ', '-')}.yaml`);
    },
    60_000,
  );
});
