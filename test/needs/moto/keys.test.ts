import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsKeys } from '../../../lambda/platform/aws/aws-keys.ts';
import { type Moto, startMoto } from './moto.ts';

/** The key of a gateway in Secrets Manager, as moto plays it. */
describe('the key store in AWS', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    for (const [name, value] of Object.entries(moto.environment)) vi.stubEnv(name, value);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    moto?.stop();
  });

  const call = async (action: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` };
    const response = await moto.call('secretsmanager', '/', { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };

  /** A secret without a value, as the deployment makes it. */
  const newSecret = async (name: string): Promise<string> =>
    (await call('CreateSecret', { Name: name }))['ARN'] as string;

  test('makes the key in a secret that has no value', async () => {
    const arn = await newSecret('acme/made');
    expect(await awsKeys(arn).read()).toBeUndefined();
    expect(await awsKeys(arn).readOrCreate(() => 'one')).toBe('one');
    expect(await awsKeys(arn).readOrCreate(() => 'two')).toBe('one');
    expect(await call('GetSecretValue', { SecretId: arn })).toMatchObject({ SecretString: 'one' });
  });

  test('replaces it, and only the version that was read', async () => {
    const arn = await newSecret('acme/replaced');
    const keys = awsKeys(arn);
    await keys.readOrCreate(() => 'one');
    await keys.replace('one', 'two');
    expect(await keys.read()).toBe('two');
    await expect(keys.replace('one', 'three')).rejects.toMatchObject({ code: 'key-changed' });
    expect(await keys.read()).toBe('two');
  });

  test('is missing where there is no secret, and where it is to be deleted', async () => {
    const arn = await newSecret('acme/deleted');
    await call('DeleteSecret', { SecretId: arn });
    await expect(awsKeys(arn).readOrCreate(() => 'one')).rejects.toMatchObject({ code: 'key-missing' });
    const never = arn.replace('deleted', 'never');
    await expect(awsKeys(never).readOrCreate(() => 'one')).rejects.toMatchObject({ code: 'key-missing' });
  });

  test('gives one key to all functions that race', async () => {
    const arn = await newSecret('acme/raced');
    const all = await Promise.all(Array.from({ length: 6 }, (_, at) => awsKeys(arn).readOrCreate(() => `key ${at}`)));
    expect(new Set(all).size).toBe(1);
  });
});
