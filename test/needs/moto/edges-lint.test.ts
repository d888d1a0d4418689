import { describe, expect, test } from 'vitest';
import { edges, relayEdges, syncEdges } from '../../stacks/aws/edges.ts';
import { synthesize } from '../../stacks/aws/synthesize.ts';
import { lint } from './lint.ts';

/** moto knows nothing of networks of both kinds and of schedules; cfn-lint knows what each of their properties may be. */
describe('cfn-lint has nothing to say of the templates', () => {
  test.each(Object.entries({ ...edges, ...relayEdges, ...syncEdges }))('%s', (_, config) => {
    const { folder } = synthesize(config);
    const nested = Object.keys({ ...config.sources, ...config.sync }).length + (config.relay ? 1 : 0);
    expect(lint(folder)).toEqual({ templates: 1 + nested, findings: '' });
  });
});
