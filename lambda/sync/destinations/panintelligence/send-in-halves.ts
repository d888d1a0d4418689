/**
 * Sends all at once; what is refused together is sent in halves, until who is at fault stands alone. What can be sent once can be sent
 * again: whether something was taken of what is refused is not known.
 *
 * @param send sends some, in this order; gives why they were refused, and `undefined` if they were not
 * @returns for each why it was refused alone, or `undefined`; with k at fault of n, after at most 1 + 2k·log2(n) calls, rounded up
 * @example await sendInHalves([1, 2, 3], async (some) => (some.includes(2) ? 'even' : undefined)) // [undefined, 'even', undefined]
 */
export const sendInHalves = async <Item, Reason extends object | string>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<Reason | undefined>,
): Promise<readonly (Reason | undefined)[]> => {
  if (items.length === 0) return [];
  const reason = await send(items);
  if (reason === undefined) return items.map(() => undefined);
  if (items.length === 1) return [reason];
  const middle = Math.ceil(items.length / 2);
  // One after the other: who is below another one may have to wait for it.
  const first = await sendInHalves(items.slice(0, middle), send);
  return [...first, ...(await sendInHalves(items.slice(middle), send))];
};
