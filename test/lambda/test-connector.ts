import * as z from 'zod';
import type { Connector, ImportContext } from '../../connectors/connector.ts';
import type { Batch } from '../../connectors/item.ts';

/** A connector whose source the test writes. */
export const testConnector = (
  source: (context: ImportContext) => AsyncGenerator<Batch, void, undefined>,
): Connector => ({
  name: 'test',
  title: 'Test',
  modes: ['import'],
  options: z.object({}),
  requires: () => ({ hosts: [], files: [], objects: [], secret: [] }),
  import: (_options, context) => source(context),
});
