import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsState } from '../../../lambda/platform/aws/aws-state.ts';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import { stateLaws } from '../../lambda/platform/state-laws.ts';
import { type Moto, region, startMoto } from './moto.ts';

/** The state of a source in S3, as moto plays it. */
describe('the state store in AWS', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    for (const [name, value] of Object.entries(moto.environment)) vi.stubEnv(name, value);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    moto?.stop();
  });

  const newBucket = async (): Promise<string> => {
    const bucket = `acme-state-${randomUUID()}`;
    const body = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    await moto.call('s3', `/${bucket}`, { method: 'PUT', body });
    return bucket;
  };

  const newStore = async (): Promise<StateStore> => awsState({ bucket: await newBucket() });

  stateLaws(newStore, 10);

  test('has its bucket in a region of its own', async () => {
    const bucket = await newBucket();
    const version = await awsState({ bucket }).write('a', 'one', undefined);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    expect(await awsState({ bucket, region }).read('a')).toEqual({ text: 'one', version });
    vi.stubEnv('AWS_REGION', region);
  });

  test('is missing where there is no bucket', async () => {
    const store = awsState({ bucket: 'acme-state-never' });
    await expect(store.read('a')).rejects.toMatchObject({ code: 'state-missing' });
    await expect(store.write('a', 'one', undefined)).rejects.toMatchObject({ code: 'state-missing' });
  });
});
