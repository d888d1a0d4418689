/**
 * Does something for each thing, so many at once, and gives what came of it in the order of the things.
 *
 * Rejects with the first failure; what is under way then comes to its own end.
 */
export const inParallel = async <Thing, Result>(
  things: readonly Thing[],
  atOnce: number,
  act: (thing: Thing) => Promise<Result>,
): Promise<Result[]> => {
  const results = new Array<Result>(things.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < things.length) {
      const index = next++;
      results[index] = await act(things[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, work));
  return results;
};
