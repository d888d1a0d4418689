import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsMailbox } from '../../../lambda/platform/aws/aws-mailbox.ts';
import { mailboxLaws } from '../../lambda/platform/mailbox-laws.ts';
import { failureOf } from '../../lambda/support/failure-of.ts';
import { type Moto, region, startMoto } from './moto.ts';

/** A mailbox in S3, as moto plays it. */
describe('a mailbox in AWS', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    for (const [name, value] of Object.entries(moto.environment)) vi.stubEnv(name, value);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    moto?.stop();
  });

  const newPlace = async () => {
    const bucket = `acme-relay-${randomUUID()}`;
    const body = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    await moto.call('s3', `/${bucket}`, { method: 'PUT', body });
    return { bucket, prefix: 'mailbox/1/', region };
  };

  mailboxLaws(async () => {
    const place = await newPlace();
    await moto.call('s3', `/${place.bucket}/mailbox/10/a`, { method: 'PUT', body: 'CANARY' });
    return [awsMailbox(place), awsMailbox(place)];
  }, 8);

  test('is listed and emptied whole, however many pages it takes', async () => {
    const mailbox = awsMailbox(await newPlace());
    const names = Array.from({ length: 1_100 }, (_, at) => `chunks/${at}`);
    for (let from = 0; from < names.length; from += 50)
      await Promise.all(names.slice(from, from + 50).map((name) => mailbox.put(name, Buffer.from('x'))));
    expect(await mailbox.list('chunks')).toHaveLength(1_100);
    await mailbox.remove(names);
    expect(await mailbox.list()).toEqual([]);
  });

  test('is missing where there is no bucket', async () => {
    const mailbox = awsMailbox({ bucket: 'acme-relay-never', prefix: 'mailbox/1/', region });
    const calls = [mailbox.put('a', Buffer.from('x')), mailbox.get('a'), mailbox.list(), mailbox.create('a', 'x')];
    for (const failure of await Promise.all(calls.map(failureOf)))
      expect(failure).toMatchObject({ code: 'mailbox-missing' });
  });
});
