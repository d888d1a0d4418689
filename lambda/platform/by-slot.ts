/**
 * Makes one thing for each slot of the relay, when it is first asked for, and gives the same one ever after: what calls a cloud keeps connections open.
 *
 * @param slots how many there are
 * @throws RangeError for what is no slot
 */
export const bySlot = <Value>(make: (slot: number) => Value, slots: number): ((slot: number) => Value) => {
  const made = new Map<number, Value>();
  return (slot) => {
    if (!Number.isInteger(slot) || slot < 1 || slot > slots)
      throw new RangeError(`the relay has the slots 1 to ${slots}`);
    const value = made.get(slot) ?? make(slot);
    made.set(slot, value);
    return value;
  };
};
