/** Whether an attribute has these values and no others, in whatever order: the values of an attribute are a set. */
export const sameValues = (found: readonly Buffer[], values: readonly string[]): boolean => {
  const wanted = new Set(values);
  return found.length === wanted.size && found.every((each) => wanted.has(each.toString('utf8')));
};
