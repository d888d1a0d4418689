import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sourceDocument } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import type { Api } from '../../../config/shapes/api.ts';
import { connectors } from '../../../connectors/index.ts';
import { type Helpdesk, startHelpdesk } from '../../../examples/helpdesk/server.ts';
import { formatKeyRing, makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { type AwsStandIn, startAws } from '../platform/aws-stand-in.ts';
import { functionFolder, type StartedFunction, startFunction } from './function.ts';

// The bundled handler as Lambda runs it, with the help desk's API behind it and Secrets Manager beside it.
const root = join(import.meta.dirname, '../../..');
const role = 'arn:aws:iam::111122223333:role/acme-vendor';
const session = 'arn:aws:sts::111122223333:assumed-role/acme-vendor/call';
const arns = {
  SALLYPORT_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/helpdesk-AbCdEf',
  SALLYPORT_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/_key-AbCdEf',
};
const sourceToken = randomBytes(16).toString('hex');
const configuration = `
gateway: acme
vendor:
  name: analytics
  identity: { awsRole: { arn: "arn:aws:iam::999900001111:role/tenant", externalId: acme-7f3c2a9e5b1d4086 } }
sources:
  helpdesk:
    connector: openapi
    document: ./examples/helpdesk/helpdesk.openapi.yaml
    shapes: ./examples/helpdesk/helpdesk.shapes.yaml
    authentication: bearer
`;

let helpdesk: Helpdesk;
let aws: AwsStandIn;
let invoke: StartedFunction['invoke'];
let logged: Record<string, unknown>[] = [];

beforeAll(async () => {
  helpdesk = await startHelpdesk({ port: 0, token: sourceToken });
  aws = await startAws();
  const secrets: Readonly<Record<string, string>> = {
    [arns.SALLYPORT_SECRET_ARN]: JSON.stringify({ token: sourceToken }),
    [arns.SALLYPORT_KEY_SECRET_ARN]: formatKeyRing(makeKeyRing(randomBytes)),
  };
  aws.answer(({ body }) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ SecretString: secrets[JSON.parse(body).SecretId] }),
  }));
  const document = sourceDocument(parseConfig(configuration, join(root, 'test.yaml'), connectors), 'helpdesk');
  const { api, ...options } = document.source.options as { api: Api };
  const local = { ...api, server: helpdesk.url, privateAddresses: ['127.0.0.0/8'] };
  const source = { ...document.source, options: { ...options, api: local } };
  const folder = functionFolder(JSON.stringify({ ...document, source }));
  ({ invoke } = startFunction(folder, { ...arns, SALLYPORT_VENDOR_ROLE_ARN: role }));
});
afterAll(async () => {
  await helpdesk.stop();
  await aws.stop();
});

beforeEach(() => {
  logged = [];
  for (const [name, value] of Object.entries({ ...aws.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const call = (path: string, query = '', headers: Readonly<Record<string, string>> = {}) =>
  invoke({ method: 'GET', path, query, headers, userArn: session });

describe('a function that serves an API', () => {
  test('lets what is named leave, neither encoded nor with a length that Lambda would rename', async () => {
    const answer = await call('/people', 'per_page=20', { 'accept-encoding': 'gzip, br, zstd' });
    expect(answer.prelude?.statusCode).toBe(200);
    expect(answer.prelude?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(Object.keys(answer.prelude!.headers)).not.toContain('content-encoding');
    expect(Object.keys(answer.prelude!.headers)).not.toContain('content-length');
    const { data } = JSON.parse(answer.body.toString());
    expect(data).toHaveLength(20);
    expect(data[0].id).toMatch(/^sp1r\./);
    expect(answer.body.toString()).not.toContain('acme.example');
    expect(logged).toEqual([expect.objectContaining({ event: 'proxy.ended', endpoint: 'GET /people', caller: role })]);
  });

  test('puts pseudonyms back, and leads on through its own URL', async () => {
    const { data, page } = JSON.parse((await call('/people', 'per_page=5')).body.toString());
    expect(page.next).toMatch(/^https:\/\/[\w.-]+\/people\?/);
    const one = JSON.parse((await call(`/people/${data[3].id}`)).body.toString());
    expect(one.id).toBe(data[3].id);
  });

  test.each([
    ['/people/%2e%2e/teams', '', 400, 'path-malformed'],
    ['/invoices', '', 403, 'path-not-allowed'],
    ['/people', 'expand=all', 403, 'query-not-allowed'],
  ])('refuses %s?%s', async (path, query, status, code) => {
    const answer = await call(path, query);
    expect(answer.prelude?.statusCode).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ status, code });
  });

  test('answers nobody else', async () => {
    const answer = await invoke({ method: 'GET', path: '/people' });
    expect(answer.prelude?.statusCode).toBe(403);
    expect(answer.body.toString()).not.toContain('people');
  });
});
