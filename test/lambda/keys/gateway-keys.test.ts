import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deriveKeys, loadKeys } from '../../../lambda/keys/gateway-keys.ts';
import { formatKeyRing, parseKeyRing, rotateKeyRing } from '../../../lambda/keys/key-ring.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { heldPseudonyms } from '../../../lambda/shapes/treatments/held-pseudonyms.ts';
import { treatmentsWith } from '../../../lambda/shapes/treatments/treatments-with.ts';
import { fixedKeys, fixedRing } from '../shapes/treatments/test-keys.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('derived keys', () => {
  test('are one for each purpose', () => {
    const { pseudonym, ip, reversible } = fixedKeys.current;
    expect([pseudonym.length, ip.length, reversible.length]).toEqual([32, 32, 64]);
    const starts = [pseudonym, ip, reversible, fixedRing.keys.get('AAAA')!].map((key) => hex(key.subarray(0, 32)));
    expect(new Set(starts).size).toBe(4);
  });

  test('never change: pseudonyms that vendors hold depend on it', () => {
    expect(hex(fixedKeys.current.pseudonym)).toBe('282f613f1abc2a0d374480a8996ba45abf122111de1cbfe4210ea8661890542f');
    expect(hex(fixedKeys.current.ip)).toBe('0460381030edf743f6ed21b48fde0470b686d0470a7834c8c385da2123b94985');
    expect(hex(fixedKeys.current.reversible)).toBe(
      '93a2bc776fc6a3bb793b396e95d7ae39c0a67fa16b5ac44e55f4e31d42300bf73c192dc56a87d59a26744a4654142dd680a77e0c68cea90c6973f58b926112d3',
    );
  });

  test('are there for every key of the ring', () => {
    const ring = rotateKeyRing(fixedRing, randomBytes);
    const { current, all } = deriveKeys('acme', ring);
    expect(current.id).toBe(ring.current);
    expect([...all.keys()]).toEqual([ring.current, 'AAAA']);
    expect(all.get('AAAA')).toEqual(fixedKeys.current);
  });
});

/** A store in memory, its clock, and a holder of its keys. */
const holderOf = (stored?: string) => {
  const store = { text: stored, reads: 0, failure: undefined as unknown };
  const clock = { now: 1_000_000 };
  const failures: unknown[] = [];
  const holder = loadKeys({
    gateway: 'acme',
    keys: {
      async readOrCreate(make) {
        store.reads += 1;
        await Promise.resolve();
        if (store.failure) throw store.failure;
        store.text ??= make();
        return store.text;
      },
    },
    now: () => clock.now,
    random: randomBytes,
    onFailure: (error) => failures.push(error),
  });
  return { store, clock, failures, holder };
};

const first = formatKeyRing(fixedRing);
const unreachable = new PlatformError('key-unreachable', 'test');

describe('the keys of a gateway', () => {
  test('are made at first use, and are the same ever after', async () => {
    const { store, holder } = holderOf();
    const { current } = await holder.current();
    expect(parseKeyRing(store.text!).current).toBe(current.id);
    expect((await holderOf(store.text).holder.current()).current).toEqual(current);
  });

  test('are read once for all who ask at the same time', async () => {
    const { store, holder } = holderOf(first);
    const all = await Promise.all([holder.current(), holder.current(), holder.renewed(), holder.current()]);
    expect(new Set(all).size).toBe(1);
    expect(store.reads).toBe(1);
  });

  test('are read again after five minutes, and stay the same object while the store holds the same', async () => {
    const { store, clock, holder } = holderOf(first);
    const keys = await holder.current();
    clock.now += 299_999;
    expect(await holder.current()).toBe(keys);
    expect(store.reads).toBe(1);
    clock.now += 1;
    expect(await holder.current()).toBe(keys);
    expect(store.reads).toBe(2);
    store.text = formatKeyRing(rotateKeyRing(fixedRing, randomBytes));
    clock.now += 300_000;
    expect([...(await holder.current()).all.keys()]).toEqual([parseKeyRing(store.text).current, 'AAAA']);
  });

  test('that can not be read at first are an error, which is not remembered', async () => {
    const { store, holder } = holderOf(first);
    store.failure = unreachable;
    await expect(holder.current()).rejects.toBe(unreachable);
    await expect(holder.renewed()).rejects.toBe(unreachable);
    store.failure = undefined;
    expect((await holder.current()).current.id).toBe('AAAA');
  });

  test('that can not be read again stay in use, and the store is asked twice a minute', async () => {
    const { store, clock, failures, holder } = holderOf(first);
    const keys = await holder.current();
    store.text = 'broken';
    clock.now += 300_000;
    expect(await holder.current()).toBe(keys);
    expect(failures).toMatchObject([{ code: 'key-invalid' }]);
    store.failure = unreachable;
    clock.now += 29_999;
    expect(await holder.current()).toBe(keys);
    expect(store.reads).toBe(2);
    clock.now += 1;
    expect(await holder.current()).toBe(keys);
    expect(failures).toMatchObject([{ code: 'key-invalid' }, { code: 'key-unreachable' }]);
    expect(store.reads).toBe(3);
  });

  test('are renewed at most once in 30 seconds', async () => {
    const { store, clock, holder } = holderOf(first);
    await holder.current();
    store.text = formatKeyRing(rotateKeyRing(fixedRing, randomBytes));
    expect((await holder.renewed()).current.id).toBe(parseKeyRing(store.text).current);
    expect(store.reads).toBe(2);
    clock.now += 29_999;
    await holder.renewed();
    expect(store.reads).toBe(2);
    clock.now += 1;
    await holder.renewed();
    await holder.renewed();
    expect(store.reads).toBe(3);
  });
});

test('fresh keys are those of the store now, or an error', async () => {
  const { store, failures, holder } = holderOf(first);
  await holder.current();
  await holder.renewed();
  store.text = formatKeyRing(rotateKeyRing(fixedRing, randomBytes));
  const keys = await holder.fresh();
  expect(keys.current.id).toBe(parseKeyRing(store.text).current);
  expect(await holder.current()).toBe(keys);
  store.failure = unreachable;
  await expect(holder.fresh()).rejects.toBe(unreachable);
  expect(await holder.current()).toBe(keys);
  expect(failures).toEqual([]);
});

describe('pseudonyms of a key that is not known yet', () => {
  const rotated = rotateKeyRing(fixedRing, randomBytes);
  const pseudonym = treatmentsWith(deriveKeys('acme', rotated)).treatOf({ treatment: 'pseudonym-reversible' })!(
    '42',
    'number',
  )!;

  test('are put back after another look at the store', async () => {
    const { store, clock, holder } = holderOf(first);
    const held = heldPseudonyms(holder, await holder.current());
    store.text = formatKeyRing(rotated);
    clock.now += 60_000;
    expect(await held.putBack(`id-${pseudonym}`)).toEqual({ content: 'id-42', found: new Map([[pseudonym, '42']]) });
    const json = await held.putBackJson(Buffer.from(JSON.stringify([pseudonym])));
    expect(Buffer.from(json.content).toString()).toBe('[42]');
    expect(store.reads).toBe(2);
  });

  test('are refused if the store does not know it either, and cause no crowd of reads', async () => {
    const { store, clock, holder } = holderOf(first);
    const held = heldPseudonyms(holder, await holder.current());
    clock.now += 60_000;
    for (let time = 0; time < 10; time++) {
      await expect(held.putBack(pseudonym)).rejects.toMatchObject({ code: 'pseudonym-refused', fault: 'unknown-key' });
    }
    expect(store.reads).toBe(2);
  });

  test('wait for nothing otherwise', async () => {
    const { store, holder } = holderOf(formatKeyRing(rotated));
    const held = heldPseudonyms(holder, await holder.current());
    expect(held.putBack(pseudonym)).toMatchObject({ content: '42' });
    expect(() => held.putBack(pseudonym.slice(0, -1))).toThrow(expect.objectContaining({ fault: 'damaged' }));
    expect(store.reads).toBe(1);
  });
});
