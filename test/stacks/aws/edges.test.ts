import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { edge, edges, relayEdges } from './edges.ts';
import { counts } from './synthesize.ts';

describe('a gateway at its edges', () => {
  test.each(Object.keys({ ...edges, ...relayEdges }))(
    '%s',
    async (title) => {
      const gateway = edge(title);
      const counted = {
        parent: counts(gateway.parent),
        ...(gateway.relay && { relay: counts(gateway.relay) }),
        sources: Object.fromEntries(Object.entries(gateway.sources).map(([name, each]) => [name, counts(each)])),
      };
      const readable = stringify(
        { counted, parent: gateway.parent, ...(gateway.relay && { relay: gateway.relay }), sources: gateway.sources },
        { aliasDuplicateObjects: false },
      );
      await expect(readable).toMatchFileSnapshot(`./__snapshots__/${title.replaceAll(' ', '-')}.yaml`);
    },
    60_000,
  );
});
