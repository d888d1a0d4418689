/**
 * Does something with each of many things, a few of them at a time. Rejects with the first failure, once nothing is under way any more.
 *
 * @example await atOnce(8, names, async (name) => remove(name))
 */
export const atOnce = async <Item>(
  width: number,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> => {
  const rest = items.values();
  const workers = Array.from({ length: Math.min(width, items.length) }, async () => {
    for (const item of rest) await work(item);
  });
  for (const { status, reason } of (await Promise.allSettled(workers)) as PromiseRejectedResult[])
    if (status === 'rejected') throw reason;
};
