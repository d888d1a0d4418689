import { describe, expect, test } from 'vitest';
import type { VendorConfig } from '../../../config/config.ts';
import type { PlatformPrincipal } from '../../../lambda/callers/caller.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { refusalResponse } from '../../../lambda/callers/refusal-response.ts';
import { NOW, PUBLIC_URL, refusal, requestWith } from './gate.ts';

const ROLE = 'arn:aws:iam::111122223333:role/acme-vendor';
const vendor: VendorConfig = {
  name: 'vendor',
  profile: 'platform',
  identity: { awsRole: { arn: 'arn:aws:iam::444455556666:role/tenant', externalId: 'x'.repeat(16) } },
};

const noNetwork: typeof globalThis.fetch = async () => {
  throw new Error('the platform profile asks nobody');
};
const gate = (vendorRoleArn?: string) => callersFor(vendor, {}, { fetch: noNetwork, now: () => NOW, vendorRoleArn });
const from = (arn: string, accountId?: string) => ({
  publicUrl: PUBLIC_URL,
  principal: { type: 'aws-iam', arn, accountId } satisfies PlatformPrincipal,
});

const SESSION = 'arn:aws:sts::111122223333:assumed-role/acme-vendor/import-7f3a';

describe('a session of the role that was set up for the vendor', () => {
  test.each([
    ['with the account', ROLE, SESSION, '111122223333'],
    ['without the account', ROLE, SESSION, undefined],
    [
      'of a role with a path, which sessions do not show',
      'arn:aws:iam::111122223333:role/tenants/eu/acme-vendor',
      SESSION,
      undefined,
    ],
    [
      'in another partition',
      'arn:aws-us-gov:iam::111122223333:role/acme-vendor',
      SESSION.replace('arn:aws:', 'arn:aws-us-gov:'),
      undefined,
    ],
  ])('is let in, %s', async (_name, role, arn, accountId) => {
    const caller = await gate(role)(requestWith(), from(arn, accountId));
    expect(caller).toEqual({ issuer: 'aws-iam', subject: role, profile: 'platform' });
  });

  test('is let in whatever bearer token comes along', async () => {
    const caller = await gate(ROLE)(requestWith('Bearer not.a.token'), from(SESSION));
    expect(caller).toMatchObject({ profile: 'platform' });
  });
});

describe('everybody else is refused with 403', () => {
  test.each([
    ['the role itself', ROLE],
    ['another role', 'arn:aws:sts::111122223333:assumed-role/acme-admin/import'],
    ['a role whose name goes on', 'arn:aws:sts::111122223333:assumed-role/acme-vendor2/import'],
    ['a role whose name ends earlier', 'arn:aws:sts::111122223333:assumed-role/acme/import'],
    ['the role in other case', 'arn:aws:sts::111122223333:assumed-role/Acme-Vendor/import'],
    ['the role in another account', 'arn:aws:sts::444455556666:assumed-role/acme-vendor/import'],
    ['the role in another partition', 'arn:aws-cn:sts::111122223333:assumed-role/acme-vendor/import'],
    ['no session name', 'arn:aws:sts::111122223333:assumed-role/acme-vendor/'],
    ['no session', 'arn:aws:sts::111122223333:assumed-role/acme-vendor'],
    ['a session with a slash', `${SESSION}/x`],
    ['a session with a line feed', `${SESSION}\n`],
    ['a federated user', 'arn:aws:sts::111122223333:federated-user/acme-vendor'],
    ['a user', 'arn:aws:iam::111122223333:user/acme-vendor'],
    ['the account', 'arn:aws:iam::111122223333:root'],
    ['a wildcard', 'arn:aws:sts::111122223333:assumed-role/acme-vendor/*'],
    ['nothing', ''],
  ])('%s', async (_name, arn) => {
    const refused = await refusal(gate(ROLE), requestWith(), from(arn));
    expect(refused).toMatchObject({ code: 'principal-refused', status: 403 });
    const response = refusalResponse(refused, 'ref-1');
    expect(response.status).toBe(403);
    expect(response.headers.has('www-authenticate')).toBe(false);
    expect(await response.text()).not.toContain('111122223333');
  });

  test('the right ARN with another account', async () => {
    const refused = await refusal(gate(ROLE), requestWith(), from(SESSION, '444455556666'));
    expect(refused.code).toBe('principal-refused');
  });

  test('nobody, whatever token comes along', async () => {
    const refused = await refusal(gate(ROLE), requestWith('Bearer a.b.c'), { publicUrl: PUBLIC_URL });
    expect(refused).toMatchObject({ code: 'principal-missing', status: 403 });
  });
});

describe('a setting that lets nobody in is an error at start', () => {
  test.each([
    '',
    'acme-vendor',
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::111122223333:role/',
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::1111:role/acme-vendor',
    SESSION,
    `${ROLE}\n`,
  ])('%j', (role) => {
    expect(() => gate(role)).toThrow(RangeError);
    expect(() => gate(role)).toThrow('must look like arn:aws:iam::');
  });

  test('none', () => {
    expect(() => gate()).toThrow('needs the ARN of the role');
  });
});
