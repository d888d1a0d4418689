import { expect, test } from 'vitest';
import type { AdministeredKeyStore } from '../../../lambda/platform/key-store.ts';
import { failureOf } from '../support/failure-of.ts';

/** A place for one gateway's key, with nothing in it. */
export interface KeyPlace {
  /** A store as another process would open it. */
  open(): AdministeredKeyStore;
  /** What the secret store was given, in its order. */
  versions(): readonly string[];
  /** Takes the pointer away, as if the gateway were deployed anew with the secret of an earlier one. */
  forget(): void | Promise<void>;
}

/** What a key store with versions and a pointer promises, as tests. */
export const pointedKeyLaws = (place: () => Promise<KeyPlace> | KeyPlace): void => {
  test('keeps what is made first', async () => {
    const { open, versions } = await place();
    expect(await open().read()).toBeUndefined();
    expect(await open().readOrCreate(() => 'one')).toBe('one');
    expect(await open().readOrCreate(() => 'two')).toBe('one');
    expect(await open().read()).toBe('one');
    expect(versions()).toEqual(['one']);
  });

  test('gives one key to all who ask at the same time, which stays the last version', async () => {
    const { open, versions, forget } = await place();
    const all = await Promise.all(Array.from({ length: 10 }, (_, at) => open().readOrCreate(() => `key ${at}`)));
    expect(new Set(all).size).toBe(1);
    expect(await open().read()).toBe(all[0]);
    expect(versions().at(-1)).toBe(all[0]);
    await forget();
    expect(await open().read()).toBe(all[0]);
    expect(await open().readOrCreate(() => 'another')).toBe(all[0]);
  });

  test('replaces the version that was read, and no other', async () => {
    const { open, versions } = await place();
    await open().readOrCreate(() => 'one');
    const two = await Promise.allSettled([open().replace('one', 'two'), open().replace('one', 'other')]);
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(two.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'key-changed' } });
    const winner = two[0]!.status === 'fulfilled' ? 'two' : 'other';
    expect(await open().read()).toBe(winner);
    expect(versions().at(-1)).toBe(winner);
    expect(await failureOf(open().replace('one', 'three'))).toMatchObject({ code: 'key-changed' });
    expect(await open().read()).toBe(winner);
    await open().replace(winner, 'one');
    expect(await open().read()).toBe('one');
  });

  test('takes over the key of an earlier deployment, all at once', async () => {
    const { open, forget } = await place();
    await open().readOrCreate(() => 'one');
    await open().replace('one', 'two');
    await forget();
    const all = await Promise.all(Array.from({ length: 6 }, (_, at) => open().readOrCreate(() => `key ${at}`)));
    expect(new Set(all)).toEqual(new Set(['two']));
    await forget();
    await open().replace('two', 'three');
    expect(await open().read()).toBe('three');
  });
};
