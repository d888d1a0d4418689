import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { Service } from '../../lambda/imports/gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import { reportUsage } from './report-usage.ts';

// The peer: the same service as one writes it with connect-es.
const count = Number(process.argv[2]);
const handler = connectNodeAdapter({
  routes: (router) =>
    router.service(Service, {
      meta: () => ({ version: 'v1.0.0' }),
      async *performImport() {
        for (let index = 0; index < count; index++) {
          const entity = { id: `user-${index}`, name: `User number ${index}`, type: 'user' };
          yield { value: { case: 'entity' as const, value: entity } };
        }
      },
    }),
});
const server = createServer(handler);
server.listen(0, '127.0.0.1', () => reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
