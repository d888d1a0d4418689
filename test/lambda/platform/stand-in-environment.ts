import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What points a client of AWS at a stand-in on loopback: variables that AWS's own libraries read. */
export const standInEnvironment = (server: Server): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test-id',
  AWS_SECRET_ACCESS_KEY: 'canary-aws-secret',
  AWS_MAX_ATTEMPTS: '1',
});
